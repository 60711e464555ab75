// Makes schedules known before the first of their moments comes.

/// Makes schedules known, and asks from when on their moments count.
public struct PlanRequest: ScriptRequest {
  /// A schedule.
  public struct Plan: Hashable, Sendable {
    /// The task that it sends.
    public var task: String
    /// When, as JSON; another one than before counts from now on.
    public var recurrence: [UInt8]

    /// Makes one.
    public init(task: String, recurrence: [UInt8]) {
      self.task = task
      self.recurrence = recurrence
    }
  }

  /// What `plan` answers.
  public struct Reply: ScriptReply {
    /// The server's time, in milliseconds since 1970.
    public var serverMilliseconds: Int64
    /// After which moment those of each schedule count, in the order of the request.
    public var sinceMilliseconds: [Int64] = []

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      guard try reader.text() == "ok" else { throw reader.unreadable("not ok") }
      serverMilliseconds = try reader.number()
      while !reader.isAtEnd { sinceMilliseconds.append(try reader.number()) }
    }
  }

  /// The script.
  public static let script = QueueScript.plan

  /// The schedules.
  public var plans: [Plan]
  /// The tasks that have no schedule any more, if they ever had one.
  public var ended: [String]

  /// Makes a request.
  public init(_ plans: [Plan], ended: [String] = []) {
    self.plans = plans
    self.ended = ended
  }

  /// The schedules, and the tasks without one.
  public var arguments: [[UInt8]] {
    [bytes(plans.count)] + plans.flatMap { [Array($0.task.utf8), $0.recurrence] }
      + ended.map { Array($0.utf8) }
  }
}
