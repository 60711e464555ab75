// Where a claim looks for a message.

/// A list of messages, and the queue it belongs to.
public struct ClaimSource: Hashable, Sendable {
  /// The whole key of the list.
  public var list: [UInt8]
  /// The queue's plain name.
  public var queue: String

  /// Makes a source.
  public init(list: [UInt8], queue: String) {
    self.list = list
    self.queue = queue
  }
}
