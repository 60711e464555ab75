// Counts what lies in queues, for people and monitors.

/// Asks how much waits, runs and died in queues.
///
/// Works in a database in which nobody has registered: there nothing of ours is to be counted.
public struct QueuesRequest: ScriptRequest {
  /// The numbers of one queue.
  public struct Count: Hashable, Sendable {
    /// The messages that are claimed.
    public var inFlight: Int
    /// The dead letters.
    public var dead: Int
    /// The messages that wait, list by list in the order of the priorities.
    public var waiting: [Int]
  }

  /// What `queues` answers.
  public enum Reply: ScriptReply {
    /// Parked and claimed messages of all queues, and the numbers of those that were asked for, in their order.
    case counts(parked: Int, inFlight: Int, queues: [Count])
    /// A key that should be a list holds something else.
    case refused(reason: String, detail: String)

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      switch try reader.text() {
      case "ok":
        let (parked, inFlight): (Int, Int) = (try reader.number(), try reader.number())
        var queues: [Count] = []
        while !reader.isAtEnd {
          var count = Count(inFlight: try reader.number(), dead: try reader.number(), waiting: [])
          for _ in PriorityList.steps { count.waiting.append(try reader.number()) }
          queues.append(count)
        }
        self = .counts(parked: parked, inFlight: inFlight, queues: queues)
      case "refused": self = .refused(reason: try reader.text(), detail: try reader.text())
      case let word: throw reader.unreadable(word)
      }
    }
  }

  /// The script.
  public static let script = QueueScript.queues

  /// The queues.
  public var queues: [String]
  /// The names of their lists.
  public var keys: KeySpace

  /// Makes a request.
  public init(queues: [String], keys: KeySpace) {
    self.queues = queues
    self.keys = keys
  }

  /// Each queue with its lists, which are as many as Celery's priority steps.
  public var arguments: [[UInt8]] {
    let steps = PriorityList.steps
    return [bytes(steps.count)] + queues.flatMap { [Array($0.utf8)] + lists(of: $0, steps) }
  }

  private func lists(of queue: String, _ steps: [Int]) -> [[UInt8]] {
    steps.map { keys.list(queue, step: $0) }
  }
}
