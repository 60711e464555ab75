// Which tasks are revoked, for whoever asks.

/// Lists the tasks that are revoked.
public struct RevokedRequest: ScriptRequest {
  /// What `revoked` answers.
  public struct Reply: ScriptReply {
    /// A task that is revoked.
    public struct Task: Hashable, Sendable {
      /// Its id.
      public var id: String
      /// Until when that is remembered, in milliseconds since 1970.
      public var endMilliseconds: Int64
    }

    /// The server's clock, in milliseconds since 1970.
    public var serverMilliseconds: Int64
    /// The tasks.
    public var tasks: [Task] = []

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      guard try reader.text() == "ok" else { throw reader.unreadable("not ok") }
      serverMilliseconds = try reader.number()
      while !reader.isAtEnd {
        tasks.append(Task(id: try reader.text(), endMilliseconds: try reader.number()))
      }
    }
  }

  /// The script.
  public static let script = QueueScript.revoked

  /// How many at most.
  public var limit: Int

  /// Makes a request.
  public init(limit: Int = 5_000) { self.limit = limit }

  /// The limit.
  public var arguments: [[UInt8]] { [bytes(limit)] }
}
