// Looks at one dead letter.

/// Asks for a dead letter with its message.
public struct DeadShowRequest: ScriptRequest {
  /// What `dead-show` answers.
  public enum Reply: ScriptReply {
    /// The letter.
    case letter(DeadLetterHeader, raw: [UInt8])
    /// There is none of that name.
    case gone

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      switch try reader.text() {
      case "letter": self = .letter(try reader.header(), raw: try reader.bytes())
      case "gone": self = .gone
      case let word: throw reader.unreadable(word)
      }
    }
  }

  /// The script.
  public static let script = QueueScript.deadShow

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
