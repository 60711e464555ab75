// The way from an element up to the root.

/// The elements around one, the nearest first.
public struct Ancestors: Sequence, IteratorProtocol, Sendable {
  private var following: HTML.Element?

  init(of element: HTML.Element) {
    following = element.parent
  }

  /// The next element outwards.
  public mutating func next() -> HTML.Element? {
    defer { following = following?.parent }
    return following
  }
}
