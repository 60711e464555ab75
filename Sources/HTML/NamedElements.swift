// The elements of one name in a stretch of the document.

/// HTML elements of one name, in document order.
public struct NamedElements: Sequence, IteratorProtocol, Sendable {
  private let tree: Tree
  private let name: Names.ID
  private var index: Int
  private let end: Int

  init(_ tree: Tree, _ range: Range<Int>, name: String) {
    let id = tree.names.id(of: name)
    self.tree = tree
    self.name = id ?? 0
    index = range.lowerBound
    // No element has a name the document does not know.
    end = id == nil ? range.lowerBound : range.upperBound
  }

  /// The next element.
  public mutating func next() -> HTML.Element? {
    while index < end {
      defer { index += 1 }
      if tree.records[index].name == name, tree.records[index].namespace == .html {
        return HTML.Element(tree: tree, index: index)
      }
    }
    return nil
  }
}
