// Sends a message from outside: by a command line or a handler run by hand, not by the end of a claim.

/// Puts a message into its list, as a client of Celery does.
///
/// Works in a database in which nobody has registered. Sent again within ten minutes, it changes nothing.
public struct SendRequest: ScriptRequest {
  /// What `send` answers.
  public enum Reply: ScriptReply {
    /// The message is in its list.
    case ok
    /// Another message with its dedupe key was sent before, so this one was not.
    case duplicate
    /// The key of its list holds something else, or the request is malformed.
    case refused(reason: String, detail: String)

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      switch try reader.text() {
      case "ok": self = .ok
      case "duplicate": self = .duplicate
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
  /// What the message must not double; nil: it is sent whatever was sent before.
  public var dedupe: Dispatch.Dedupe?
  /// The message.
  public var raw: [UInt8]

  /// Makes a request.
  public init(
    deliveryTag: String, list: [UInt8], binding: QueueBinding? = nil, dedupe: Dispatch.Dedupe? = nil,
    raw: [UInt8]
  ) {
    self.deliveryTag = deliveryTag
    self.list = list
    self.binding = binding
    self.dedupe = dedupe
    self.raw = raw
  }

  /// Makes a request that sends a task as Celery's clients do: into the list of its priority, its queue made known.
  ///
  /// - Parameters:
  ///   - task: The task.
  ///   - deliveryTag: The id of the message.
  ///   - origin: Who sends: `gen<pid>@<host>`.
  ///   - keys: The names of keys.
  ///   - dedupe: What the message must not double.
  public init(
    _ task: NewTask, deliveryTag: String, origin: String, keys: KeySpace, dedupe: Dispatch.Dedupe? = nil
  ) {
    let list = PriorityList.key(queue: task.queue, priority: task.priority)
    self.init(
      deliveryTag: deliveryTag, list: Array("\(keys.prefix)\(list)".utf8),
      binding: QueueBinding(queue: task.queue, in: keys), dedupe: dedupe,
      raw: EnvelopeWriter(origin: origin).envelope(of: task, deliveryTag: deliveryTag))
  }

  /// The tag, the places, the dedupe key and the message.
  public var arguments: [[UInt8]] {
    [
      Array(deliveryTag.utf8), list, binding?.key ?? [], binding?.member ?? [],
      dedupe.map { Array($0.key.utf8) } ?? [], dedupe.map { bytes(max(1, $0.lifetime.milliseconds)) } ?? [],
      raw,
    ]
  }
}
