// One element of a document: the document and an index, so cheap to copy and to keep.

/// An element of a page.
public struct Element: Sendable, Equatable {
  let tree: Tree
  let index: Int

  var record: Tree.Record { tree.records[index] }

  /// Whether both are the same element of the same document.
  public static func == (one: Element, other: Element) -> Bool {
    one.index == other.index && one.tree === other.tree
  }

  /// The name, in lower case; inside `svg`, in the case SVG gives it, such as `foreignObject`.
  public var name: String { tree.names[record.name] }

  /// The namespace; `title` means one thing in HTML and another in SVG.
  public var namespace: Namespace { record.namespace }

  /// The value of an attribute, character references resolved, or nil if it is absent.
  ///
  /// The name is given in lower case, as all names of attributes are stored (in `svg` and `math`, in the
  /// case those give it: `viewBox`, `xlink:href`). An attribute without value has an empty one.
  public subscript(attribute: String) -> String? {
    // Most elements have no attribute or two: comparing names is quicker than looking up a number.
    for index in Int(record.attributesStart)..<Int(record.attributesEnd)
    where tree.names[tree.attributes[index].name] == attribute {
      return tree.value(of: tree.attributes[index])
    }
    return nil
  }

  /// All attributes in the order of the source.
  public var attributes: [(name: String, value: String)] {
    attributeRecords.map { (tree.names[$0.name], tree.value(of: $0)) }
  }

  private var attributeRecords: ArraySlice<Tree.Attribute> {
    tree.attributes[Int(record.attributesStart)..<Int(record.attributesEnd)]
  }

  /// Whether this is the HTML element of a name.
  func isHTML(_ name: String) -> Bool {
    guard record.namespace == .html, let id = tree.names.id(of: name) else { return false }
    return record.name == id
  }
}
