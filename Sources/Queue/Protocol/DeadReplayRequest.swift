// Gives a dead letter another life.

/// Sends a dead letter's message again, to the list it came from.
public struct DeadReplayRequest: ScriptRequest {
  /// What `dead-replay` answers.
  public enum Reply: ScriptReply {
    /// It is in its list.
    case ok
    /// There is none of that name, perhaps because it was replayed.
    case gone
    /// The key of its list holds something else.
    case refused(reason: String, detail: String)

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      switch try reader.text() {
      case "ok": self = .ok
      case "gone": self = .gone
      case "refused": self = .refused(reason: try reader.text(), detail: try reader.text())
      case let word: throw reader.unreadable(word)
      }
    }
  }

  /// The script.
  public static let script = QueueScript.deadReplay

  /// The queue.
  public var queue: String
  /// The letter's name.
  public var id: String

  /// Makes a request.
  public init(queue: String, id: String) {
    self.queue = queue
    self.id = id
  }

  /// The queue and the name.
  public var arguments: [[UInt8]] { [Array(queue.utf8), Array(id.utf8)] }
}
