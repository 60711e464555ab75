// Looks over the dead letters.

/// Lists dead letters of a queue, the oldest first.
public struct DeadListRequest: ScriptRequest {
  /// What `dead-list` answers.
  public struct Reply: ScriptReply {
    /// How many there are altogether.
    public var count: Int
    /// Those that were asked for.
    public var headers: [DeadLetterHeader] = []

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      guard try reader.text() == "ok" else { throw reader.unreadable("not ok") }
      count = try reader.number()
      while !reader.isAtEnd { headers.append(try reader.header()) }
    }
  }

  /// The script.
  public static let script = QueueScript.deadList

  /// The queue.
  public var queue: String
  /// The first one's place.
  public var start: Int
  /// How many at most.
  public var limit: Int

  /// Makes a request.
  public init(queue: String, start: Int = 0, limit: Int = 100) {
    self.queue = queue
    self.start = start
    self.limit = limit
  }

  /// The queue and the range.
  public var arguments: [[UInt8]] { [Array(queue.utf8), bytes(start), bytes(limit)] }
}
