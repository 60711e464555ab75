// What a handler learns about its task beside the message: the TASK_ variables of its environment.

/// The circumstances of one run.
///
/// By hand all of them are absent.
public struct Context: Hashable, Sendable {
  /// The task's id; nil by hand.
  public var taskID: String?
  /// Celery's name of the task.
  public var taskName: String?
  /// The queue that the message came from.
  public var queue: String?
  /// Which run this is, from 1.
  public var attempt: Int
  /// How many runs there are at most; nil when unknown.
  public var maxAttempts: Int?
  /// The first task of the chain that this one belongs to.
  public var rootID: String?
  /// The task that sent this one.
  public var parentID: String?
  /// Grows with each claim of the message: a write with a lower fence is a dead run's.
  public var fence: Int?
  /// When the soft limit is due, in seconds since 1970.
  public var softDeadline: Double?
  /// When the hard limit is due, in seconds since 1970.
  public var deadline: Double?
  /// The file descriptor that takes events; never one of the first three, which are the result's and the log's.
  public var eventsDescriptor: Int32?
  /// Whether whoever started this run takes events, and so sees to follow-ups: a descriptor that fails is no
  /// reason to do that for it.
  public var isListenedTo: Bool

  /// Reads the variables; one that is absent or malformed is nil (`TASK_ATTEMPT`: 1).
  ///
  /// - Parameter value: Gives the value of a variable, nil when it is not set.
  public init(_ value: (String) -> String?) {
    taskID = value("TASK_ID")
    taskName = value("TASK_NAME")
    queue = value("TASK_QUEUE")
    attempt = value("TASK_ATTEMPT").flatMap { Int($0) } ?? 1
    maxAttempts = value("TASK_MAX_ATTEMPTS").flatMap { Int($0) }
    rootID = value("TASK_ROOT_ID")
    parentID = value("TASK_PARENT_ID")
    fence = value("TASK_FENCE").flatMap { Int($0) }
    softDeadline = value("TASK_SOFT_DEADLINE").flatMap { Double($0) }
    deadline = value("TASK_DEADLINE").flatMap { Double($0) }
    isListenedTo = value("TASK_EVENTS_FD") != nil
    eventsDescriptor = value("TASK_EVENTS_FD").flatMap { Int32($0) }.flatMap { $0 > 2 ? $0 : nil }
  }

  /// Tells whether a dispatcher started this run: then success is never claimed for work nobody sees.
  public var isDispatched: Bool { taskID != nil }
}
