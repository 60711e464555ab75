// The way back to Celery's workers.

/// Puts messages that dispatchers hold or have parked back into their lists, so many at a time.
public struct DrainBackRequest: ScriptRequest {
  /// What `drain-back` answers.
  public enum Reply: ScriptReply {
    /// So many were given back, and so many are left.
    case done(Count)
    /// A dispatcher lives; nothing was done.
    case alive(owner: OwnerID, leaseMilliseconds: Int64, info: WorkerInfo?)
    /// The user may not write to a list; what came before it is given back.
    case refused(reason: String, detail: String)

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      switch try reader.text() {
      case "ok":
        self = .done(
          Count(
            claims: try reader.number(), parked: try reader.number(), buried: try reader.number(),
            claimsLeft: try reader.number(), parkedLeft: try reader.number()))
      case "alive":
        let text = try reader.text()
        guard let owner = OwnerID(text) else { throw reader.unreadable("\(text) is no owner") }
        let left: Int64 = try reader.number()
        // Another release may say other things.
        self = .alive(
          owner: owner, leaseMilliseconds: left, info: try? WorkerInfo(parsing: try reader.bytes()))
      case "refused": self = .refused(reason: try reader.text(), detail: try reader.text())
      case let word: throw reader.unreadable(word)
      }
    }
  }

  /// How many messages had which fate.
  public struct Count: Hashable, Sendable {
    /// They were claimed, and are the next ones in their lists.
    public var claims: Int
    /// They waited for their time, and are the last ones in their lists.
    public var parked: Int
    /// They are dead letters: they must not run again, or have no list to go to.
    public var buried: Int
    /// So many are claimed still.
    public var claimsLeft: Int
    /// So many are parked still.
    public var parkedLeft: Int
  }

  /// The script.
  public static let script = QueueScript.drainBack

  /// Whether it is done although a dispatcher seems to live.
  public var force: Bool
  /// How many messages at most.
  public var most: Int
  /// How many bytes of them at most, but for the first one.
  public var mostBytes: Int

  /// Makes a request.
  public init(force: Bool = false, most: Int = 100, mostBytes: Int = 8 << 20) {
    self.force = force
    self.most = most
    self.mostBytes = mostBytes
  }

  /// The bounds.
  public var arguments: [[UInt8]] { [bytes(force ? 1 : 0), bytes(most), bytes(mostBytes)] }
}
