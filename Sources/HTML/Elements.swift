// All elements of a stretch of the document.

/// Elements in document order.
public struct Elements: Sequence, IteratorProtocol, Sendable {
  private let tree: Tree
  private var index: Int
  private let end: Int

  init(_ tree: Tree, _ range: Range<Int>) {
    self.tree = tree
    index = range.lowerBound
    end = range.upperBound
  }

  /// The next element.
  public mutating func next() -> HTML.Element? {
    while index < end {
      defer { index += 1 }
      if tree.records[index].isElement { return HTML.Element(tree: tree, index: index) }
    }
    return nil
  }
}
