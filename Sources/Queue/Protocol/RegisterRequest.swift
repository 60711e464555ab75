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
  /// What it says of itself; nil: nothing.
  public var info: WorkerInfo?

  /// Makes a request.
  public init(owner: OwnerID, ttl: Duration, info: WorkerInfo? = nil) {
    self.owner = owner
    self.ttl = ttl
    self.info = info
  }

  /// Owner, life time and description.
  public var arguments: [[UInt8]] {
    [bytes(owner), bytes(ttl.milliseconds), info.map { bytes($0.json) } ?? []]
  }
}
