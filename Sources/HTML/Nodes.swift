// The children of an element, texts among them.

/// The elements and texts directly below an element.
public struct Nodes: Sequence, IteratorProtocol, Sendable {
  private let tree: Tree
  private var index: Int
  private let end: Int

  init(of element: HTML.Element) {
    tree = element.tree
    index = element.index + 1
    end = Int(element.record.end)
  }

  /// The next child.
  public mutating func next() -> Node? {
    guard index < end else { return nil }
    let record = tree.records[index]
    defer { index = Int(record.end) }
    return record.isElement
      ? .element(HTML.Element(tree: tree, index: index)) : .text(tree.text(record.textStart, record.textEnd))
  }
}
