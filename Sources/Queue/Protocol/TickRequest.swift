// Sends what a schedule wants sent, once for each of its moments.

/// Sends a schedule's message for a moment, unless somebody has done so.
public struct TickRequest: ScriptRequest {
  /// What `tick` answers.
  public enum Reply: ScriptReply {
    /// The message is in its list.
    case ok
    /// The moment is still to come; this is the server's time.
    case early(serverMilliseconds: Int64)
    /// The next moment has come as well, while the request was on its way; this is the server's time.
    case late(serverMilliseconds: Int64)
    /// The message was sent for this moment, or a later one: those after this one count.
    case already(sinceMilliseconds: Int64)
    /// The key of the list holds something else.
    case refused(reason: String, detail: String)

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      switch try reader.text() {
      case "ok": self = .ok
      case "early": self = .early(serverMilliseconds: try reader.number())
      case "late": self = .late(serverMilliseconds: try reader.number())
      case "already": self = .already(sinceMilliseconds: try reader.number())
      case "refused": self = .refused(reason: try reader.text(), detail: try reader.text())
      case let word: throw reader.unreadable(word)
      }
    }
  }

  /// The script.
  public static let script = QueueScript.tick

  /// The schedule.
  public var plan: PlanRequest.Plan
  /// The moment, in milliseconds since 1970.
  public var dueMilliseconds: Int64
  /// The moment after it, from when on it is no longer to be sent; nil: there is none.
  public var nextMilliseconds: Int64?
  /// The whole key of the list.
  public var list: [UInt8]
  /// The set in which kombu finds the queue, and its member; nil: it is left alone.
  public var binding: QueueBinding?
  /// The message.
  public var raw: [UInt8]

  /// Makes a request.
  public init(
    _ plan: PlanRequest.Plan, dueMilliseconds: Int64, nextMilliseconds: Int64? = nil, list: [UInt8],
    binding: QueueBinding? = nil,
    raw: [UInt8]
  ) {
    self.plan = plan
    self.dueMilliseconds = dueMilliseconds
    self.nextMilliseconds = nextMilliseconds
    self.list = list
    self.binding = binding
    self.raw = raw
  }

  /// The schedule, the moment, the message and the places.
  public var arguments: [[UInt8]] {
    [
      Array(plan.task.utf8), bytes(dueMilliseconds), nextMilliseconds.map { bytes($0) } ?? [],
      plan.recurrence, list, raw, binding?.key ?? [],
      binding?.member ?? [],
    ]
  }
}
