// A task's state as Celery's Redis backend stores it: the value of `celery-task-meta-<id>`.

public import JSONText

/// What is known about a task, for the clients that wait for it.
///
/// The same text goes to the key and to the channel of the same name.
public struct ResultRecord: Hashable, Sendable {
  /// The states that are stored.
  public enum State: Hashable, Sendable {
    /// It runs, in that process of that host; stored only with `track_started`.
    case started(processID: Int, hostname: String)
    /// It runs and tells how far it is.
    case progress(JSON)
    /// It failed and will run again.
    case retry(PythonException, traceback: String?)
    /// It is done, with this result.
    case success(JSON)
    /// It failed for good.
    case failure(PythonException, traceback: String?)
    /// It will not run, or was killed.
    case revoked(PythonException.Revocation)

    /// Celery's name of the state.
    public var name: String {
      switch self {
      case .started: "STARTED"
      case .progress: "PROGRESS"
      case .retry: "RETRY"
      case .success: "SUCCESS"
      case .failure: "FAILURE"
      case .revoked: "REVOKED"
      }
    }

    /// Tells whether a client's `get()` ends on it.
    public var isReady: Bool {
      switch self {
      case .success, .failure, .revoked: true
      case .started, .progress, .retry: false
      }
    }
  }

  /// What `result_extended` adds.
  public struct Extension: Hashable, Sendable {
    /// The task's name.
    public var name: String
    /// The positional arguments.
    public var arguments: [JSON]
    /// The keyword arguments.
    public var keywordArguments: [String: JSON]
    /// Who ran it: `name@host`.
    public var worker: String
    /// How often it had been retried.
    public var retries: Int
    /// The queue that it came from.
    public var queue: String?
    /// The stamps by name, when it is stamped.
    public var stamps: [String: JSON]

    /// Takes the members from the message.
    public init(_ envelope: Envelope, worker: String) {
      name = envelope.task
      arguments = envelope.arguments
      keywordArguments = envelope.keywordArguments
      self.worker = worker
      retries = envelope.retries
      queue = envelope.routingKey
      stamps = envelope.otherHeaders["stamps"]?.object ?? [:]
    }
  }

  /// The task's id.
  public var taskID: String
  /// The state.
  public var state: State
  /// The tasks that this one sent, or that were sent for it; nil: not known.
  public var childIDs: [String]? = []
  /// More of them, as result tuples: `[[id, null], null]`, of a group `[[id, null], [members...]]`.
  public var moreChildren: [JSON] = []
  /// When the state was reached, in seconds since 1970; written for ready states only.
  public var date: Double
  /// The group that the task belongs to.
  public var group: String?
  /// The task that sent this one.
  public var parentID: String?
  /// What `result_extended` adds, when that is set.
  public var extended: Extension?

  /// Makes the record of a task of which only the id is known.
  public init(taskID: String, state: State, date: Double) {
    self.taskID = taskID
    self.state = state
    self.date = date
  }

  /// Makes the record of a message's task.
  public init(_ envelope: Envelope, state: State, date: Double) {
    self.init(taskID: envelope.id, state: state, date: date)
    group = envelope.group
    parentID = envelope.parentID
  }
}
