// Sends a message from outside: by a command line, not by the end of a claim.

/// Puts a message into its list, as a client of Celery does.
///
/// Works in a database in which nobody has registered. Sent again within ten minutes, it changes nothing.
public struct SendRequest: ScriptRequest {
  /// What `send` answers.
  public enum Reply: ScriptReply {
    /// The message is in its list.
    case ok
    /// The key of its list holds something else.
    case refused(reason: String, detail: String)

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      switch try reader.text() {
      case "ok": self = .ok
      case "refused": self = .refused(reason: try reader.text(), detail: try reader.text())
      case let word: throw reader.unreadable(word)
      }
    }
  }

  /// The script.
  public static let script = QueueScript.send

  /// The fresh id of the message, by which a repetition is known.
  public var deliveryTag: String
  /// The whole key of the list.
  public var list: [UInt8]
  /// The set in which kombu finds the queue, and its member; nil: it is left alone.
  public var binding: QueueBinding?
  /// The message.
  public var raw: [UInt8]

  /// Makes a request.
  public init(deliveryTag: String, list: [UInt8], binding: QueueBinding? = nil, raw: [UInt8]) {
    self.deliveryTag = deliveryTag
    self.list = list
    self.binding = binding
    self.raw = raw
  }

  /// The tag, the places and the message.
  public var arguments: [[UInt8]] {
    [Array(deliveryTag.utf8), list, binding?.key ?? [], binding?.member ?? [], raw]
  }
}
