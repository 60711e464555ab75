// Brings parked messages back in time.

/// Moves parked messages that are due to their lists.
public struct PromoteRequest: ScriptRequest {
  /// What `promote` answers.
  public struct Reply: ScriptReply {
    /// How many were moved; as many as the limit means that there may be more.
    public var moved: Int
    /// When the next one is due, in milliseconds since 1970; nil: none is parked.
    public var nextMilliseconds: Int64?
    /// Changes whenever tasks are revoked: those that run should be asked for then.
    public var revision: Int64

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      guard try reader.text() == "ok" else { throw reader.unreadable("not ok") }
      moved = try reader.number()
      nextMilliseconds = Int64(try reader.text())
      revision = try reader.number()
    }
  }

  /// The script.
  public static let script = QueueScript.promote

  /// How many at most.
  public var limit: Int

  /// Makes a request.
  public init(limit: Int = 200) { self.limit = limit }

  /// The limit.
  public var arguments: [[UInt8]] { [bytes(limit)] }
}
