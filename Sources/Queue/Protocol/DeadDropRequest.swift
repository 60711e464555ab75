// Throws dead letters away.

/// Drops dead letters of a queue.
public struct DeadDropRequest: ScriptRequest {
  /// What `dead-drop` answers.
  public struct Reply: ScriptReply {
    /// How many were dropped.
    public var count: Int

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      guard try reader.text() == "ok" else { throw reader.unreadable("not ok") }
      count = try reader.number()
    }
  }

  /// Which ones.
  public enum Choice: Hashable, Sendable {
    /// The one of that name.
    case id(String)
    /// Those that died before, in milliseconds since 1970; so many at most.
    case older(thanMilliseconds: Int64, limit: Int)
  }

  /// The script.
  public static let script = QueueScript.deadDrop

  /// The queue.
  public var queue: String
  /// Which ones.
  public var choice: Choice

  /// Makes a request.
  public init(queue: String, _ choice: Choice) {
    self.queue = queue
    self.choice = choice
  }

  /// The queue and the choice.
  public var arguments: [[UInt8]] {
    switch choice {
    case .id(let id): [Array(queue.utf8), Array(id.utf8), bytes(0), bytes(1)]
    case .older(let milliseconds, let limit): [Array(queue.utf8), [], bytes(milliseconds), bytes(limit)]
    }
  }
}
