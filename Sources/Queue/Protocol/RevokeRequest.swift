// Takes tasks back that were sent, for as long as somebody might meet their messages.

/// Revokes tasks.
///
/// Sent again, it prolongs.
public struct RevokeRequest: ScriptRequest {
  /// What `revoke` answers.
  public enum Reply: ScriptReply {
    /// It is done; so many tasks are revoked altogether.
    case ok(revoked: Int)
    /// A result cannot be written; nothing was. Reasons are those of ``SettleReply``.
    case refused(reason: String, detail: String)

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      switch try reader.text() {
      case "ok": self = .ok(revoked: try reader.number())
      case "refused": self = .refused(reason: try reader.text(), detail: try reader.text())
      case let word: throw reader.unreadable(word)
      }
    }
  }

  /// The script.
  public static let script = QueueScript.revoke

  /// The tasks.
  public var ids: [String]
  /// For how long; Celery's workers remember for three hours.
  public var lifetime: Duration
  /// How many tasks are kept at most; the oldest are forgotten.
  public var most: Int
  /// The signal for a handler that runs, as `SIGTERM`; nil: it may end by itself.
  public var signal: String?
  /// What is written in the same step: the REVOKED results.
  public var effects: [Effect]

  /// Makes a request; the defaults are Celery's.
  public init(
    ids: [String], lifetime: Duration = .seconds(10_800), most: Int = 50_000, signal: String? = nil,
    effects: [Effect] = []
  ) {
    self.ids = ids
    self.lifetime = lifetime
    self.most = most
    self.signal = signal
    self.effects = effects
  }

  /// The limits, the signal, the tasks, and the results.
  public var arguments: [[UInt8]] {
    let head = [
      bytes(lifetime.milliseconds), bytes(most), bytes(signal == nil ? 0 : 1),
      Array((signal ?? "").utf8), bytes(ids.count),
    ]
    return head + ids.map { Array($0.utf8) } + effects.arguments
  }
}
