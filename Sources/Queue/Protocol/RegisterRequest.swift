// The first thing a dispatcher says to a database.

/// Makes an owner known, and founds the layout of keys where there is none.
public struct RegisterRequest: ScriptRequest {
  /// What `register` answers.
  public struct Reply: ScriptReply {
    /// The server's clock, in milliseconds since 1970.
    public var serverMilliseconds: Int64

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      guard try reader.text() == "ok" else { throw reader.unreadable("not ok") }
      serverMilliseconds = try reader.number()
    }
  }

  /// The script.
  public static let script = QueueScript.register

  /// Who.
  public var owner: OwnerID
  /// For how long, unless it beats.
  public var ttl: Duration

  /// Makes a request.
  public init(owner: OwnerID, ttl: Duration) {
    self.owner = owner
    self.ttl = ttl
  }

  /// Owner and life time.
  public var arguments: [[UInt8]] { [bytes(owner), bytes(ttl.milliseconds)] }
}
