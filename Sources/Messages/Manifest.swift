// A handler's manifest, `handler.json`: which task it runs, how, and within which bounds.

internal import JSONText

/// A handler as its folder describes it.
///
/// Required are `task`, `run` and `queue`.
public struct Manifest: Hashable, Sendable, Decodable {
  /// Celery's name of the task.
  public var task: String
  /// The command, relative to the handler's folder.
  public var run: [String]
  /// The queue that the task is sent to.
  public var queue: String
  /// One sentence for people.
  public var about: String
  /// The parameters' names in the order of Celery's positional arguments.
  public var arguments: [String]
  /// Whether a message whose owner died runs again (true) or ends as failed.
  public var acknowledgesLate: Bool
  /// How often the task may start, over all dispatchers; nil: as often as it likes.
  public var rateLimit: RateLimit?
  /// How many runs there may be at a time in one dispatcher; nil: as many as it has slots.
  public var concurrency: Int?
  /// Whether an extra slot serves the task even when all slots are busy.
  public var isExpress: Bool
  /// Whether the handler is started before its message exists.
  public var isWarm: Bool
  /// When the task is sent without anybody asking; nil: never.
  public var schedule: Schedule?
  /// After how long the handler is asked to end, in seconds.
  public var softTimeLimitSeconds: Double?
  /// After how long the handler is killed, in seconds.
  public var timeLimitSeconds: Double?
  /// How failures are retried.
  public var retry: Retry
  /// What a run may use up.
  public var limits: Limits
  /// The variables that are passed on to the handler, beside PATH, LANG and TZ.
  public var environment: [String]
  /// The tasks that it may send.
  public var mayEnqueue: [String]

  /// How failures are retried, counted as Celery counts: 3 retries are at most 4 runs.
  public struct Retry: Hashable, Sendable, Decodable {
    /// How often a failed task runs again.
    public var maxRetries: Int
    /// How long it waits before, in seconds.
    public var delaySeconds: Double
    /// By which factor the wait grows from one retry to the next.
    public var backoff: Double
    /// The longest wait, in seconds.
    public var capSeconds: Double
    /// Whether the wait is drawn between nothing and its whole.
    public var hasJitter: Bool
  }

  /// What a run may use up; nil: no limit.
  public struct Limits: Hashable, Sendable, Decodable {
    /// Address space in MiB.
    public var memoryMiB: Int?
    /// CPU time in seconds.
    public var cpuSeconds: Int?
    /// Open files.
    public var openFiles: Int
    /// Bytes on stdout, in KiB.
    public var outputKiB: Int
  }
}
