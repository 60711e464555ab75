// Empties queues.

/// Throws away what waits in lists; parked messages and those in flight stay.
///
/// Works in a database in which nobody has registered.
public struct PurgeRequest: ScriptRequest {
  /// What `purge` answers.
  public enum Reply: ScriptReply {
    /// So many messages were thrown away.
    case ok(count: Int)
    /// A key holds something else than a list; nothing was thrown away.
    case refused(reason: String, detail: String)

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      switch try reader.text() {
      case "ok": self = .ok(count: try reader.number())
      case "refused": self = .refused(reason: try reader.text(), detail: try reader.text())
      case let word: throw reader.unreadable(word)
      }
    }
  }

  /// The script.
  public static let script = QueueScript.purge

  /// The whole keys of the lists.
  public var lists: [[UInt8]]

  /// Makes a request.
  public init(lists: [[UInt8]]) { self.lists = lists }

  /// The lists.
  public var arguments: [[UInt8]] { lists }
}
