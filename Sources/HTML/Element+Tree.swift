// Where an element lies in the tree, and what lies around it.

extension Element {
  /// The element this one is a child of; the root has none.
  public var parent: Element? {
    let parent = Int(record.parent)
    return parent < 0 ? nil : Element(tree: tree, index: parent)
  }

  /// The elements this one lies in, the nearest first.
  public var ancestors: Ancestors { Ancestors(of: self) }

  /// The elements directly below.
  public var children: Children { Children(of: self) }

  /// The elements and texts directly below.
  public var nodes: Nodes { Nodes(of: self) }

  /// All elements below, in document order.
  public var descendants: Elements { Elements(tree, index + 1..<Int(record.end)) }

  /// The HTML elements of a name below, in document order.
  public func descendants(named name: String) -> NamedElements {
    NamedElements(tree, index + 1..<Int(record.end), name: name)
  }

  /// Whether an HTML element of that name lies around this one.
  public func isInside(_ name: String) -> Bool {
    guard let id = tree.names.id(of: name) else { return false }
    var parent = Int(record.parent)
    while parent >= 0 {
      let record = tree.records[parent]
      if record.name == id, record.namespace == .html { return true }
      parent = Int(record.parent)
    }
    return false
  }

  /// Whether the other lies below this one; no element contains itself.
  public func contains(_ other: Element) -> Bool {
    tree === other.tree && other.index > index && other.index < Int(record.end)
  }
}
