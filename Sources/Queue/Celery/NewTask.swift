// A task that is to be sent: by `devseo send`, or as a follow-up of another task.

public import JSONText
public import Messages

/// What a new message says.
public struct NewTask: Hashable, Sendable {
  /// The task's name.
  public var task: String
  /// The task's fresh id.
  public var id: String
  /// The queue that it goes to.
  public var queue: String
  /// The positional arguments.
  public var arguments: [JSON] = []
  /// Whether a first argument is put in later, by the script that has the results of a chord.
  var hasOpenArgument = false
  /// The keyword arguments.
  public var keywordArguments: [String: JSON]
  /// What is to happen afterwards, as in ``Envelope/embed``.
  var embed: [String: JSON] = [:]
  /// The group that it belongs to.
  var group: String?
  /// Its place in the group.
  var groupIndex: Int?
  /// The name to show instead of the task's.
  var shadow: String?
  /// Its stamps by name.
  var stamps: [String: JSON] = [:]
  /// When it may run, in seconds since 1970.
  public var eta: Double?
  /// From when on it must not start any more, in seconds since 1970.
  public var expires: Double?
  /// Its priority, 0 to 9; 0 is served first.
  public var priority = 0
  /// The hard time limit in seconds, instead of the task's own.
  public var timeLimitSeconds: Double?
  /// The soft time limit in seconds, instead of the task's own.
  public var softTimeLimitSeconds: Double?
  /// The first task of the chain; nil: this one.
  public var rootID: String?
  /// The task that sends this one.
  public var parentID: String?
  /// Whether nobody wants the result.
  public var ignoresResult = false
  /// Where the sender wants replies.
  public var replyTo: String?
  /// More headers, for the task to see; never instead of Celery's own.
  public var otherHeaders: [String: JSON] = [:]

  /// Makes a task that runs at once; the rest is set afterwards.
  public init(task: String, id: String, queue: String, keywordArguments: [String: JSON]) {
    self.task = task
    self.id = id
    self.queue = queue
    self.keywordArguments = keywordArguments
  }

  /// Makes the message of a follow-up.
  ///
  /// - Parameters:
  ///   - followUp: What the handler asked for.
  ///   - id: The new task's id.
  ///   - queue: The queue of the task's manifest, taken when the follow-up names none.
  ///   - parent: The task that asked.
  ///   - now: The time in seconds since 1970, from which countdown and expiry run.
  public init(_ followUp: FollowUp, id: String, queue: String, parent: Envelope, now: Double) {
    self.init(
      task: followUp.task, id: id, queue: followUp.queue ?? queue,
      keywordArguments: followUp.keywordArguments)
    eta = followUp.countdownSeconds.flatMap { $0 > 0 ? now + $0 : nil }
    expires = followUp.expiresSeconds.map { now + $0 }
    rootID = parent.rootID
    parentID = parent.id
  }
}
