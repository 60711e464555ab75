// The children of an element that are elements.

/// The elements directly below an element.
public struct Children: Sequence, IteratorProtocol, Sendable {
  private let tree: Tree
  private var index: Int
  private let end: Int

  init(of element: HTML.Element) {
    tree = element.tree
    index = element.index + 1
    end = Int(element.record.end)
  }

  /// The next child.
  public mutating func next() -> HTML.Element? {
    while index < end {
      defer { index = Int(tree.records[index].end) }
      if tree.records[index].isElement { return HTML.Element(tree: tree, index: index) }
    }
    return nil
  }
}
