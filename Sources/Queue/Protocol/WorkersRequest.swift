// Looks over the dispatchers, for people and monitors.

/// Asks which dispatchers there are.
///
/// Works in a database in which nobody has registered: there are none.
public struct WorkersRequest: ScriptRequest {
  /// A dispatcher that has registered.
  public struct Worker: Hashable, Sendable {
    /// Its identity.
    public var owner: OwnerID
    /// When its lease ends unless it beats, in milliseconds since 1970; in the past: it is dead, or cut off.
    public var leaseEndMilliseconds: Int64
    /// How many messages it holds.
    public var claims: Int
    /// What it says of itself; nil: nothing that can be read.
    public var info: WorkerInfo?
  }

  /// What `workers` answers.
  public struct Reply: ScriptReply {
    /// The server's clock, in milliseconds since 1970.
    public var serverMilliseconds: Int64
    /// The dispatchers.
    public var workers: [Worker] = []

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      guard try reader.text() == "ok" else { throw reader.unreadable("not ok") }
      serverMilliseconds = try reader.number()
      while !reader.isAtEnd {
        let text = try reader.text()
        guard let owner = OwnerID(text) else { throw reader.unreadable("\(text) is no owner") }
        var worker = Worker(
          owner: owner, leaseEndMilliseconds: try reader.number(), claims: try reader.number())
        // Another release may say other things.
        worker.info = try? WorkerInfo(parsing: try reader.bytes())
        workers.append(worker)
      }
    }
  }

  /// The script.
  public static let script = QueueScript.workers

  /// Makes a request.
  public init() {}

  /// None.
  public var arguments: [[UInt8]] { [] }
}
