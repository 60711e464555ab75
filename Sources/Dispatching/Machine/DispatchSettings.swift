// What a dispatcher is told when it starts.

public import Queue

/// What becomes of messages whose task no handler has.
public enum UnknownTasks: String, Sendable, CaseIterable {
  /// They become dead letters, and fail for whoever waits.
  case dead
  /// They are given back after a while: the queue is shared with workers that may know them.
  case giveBack = "give-back"
}

/// The settings of one dispatcher.
public struct DispatchSettings: Sendable {
  /// Its identity in Redis.
  public var owner: OwnerID
  /// Dispatchers that died, whose claims are given back as soon as this one has registered.
  public var predecessors: [OwnerID] = []
  /// Its name as Celery writes one: `devseo@host`.
  public var hostname: String
  /// What it says of itself to whoever asks; nil: nothing.
  public var info: WorkerInfo?
  /// The queues that it takes messages from.
  public var queues: [String]
  /// The queue of tasks whose handlers are not installed here.
  public var defaultQueue = "celery"
  /// How many handlers run at a time, at most.
  public var concurrency: Int
  /// How many slots are kept when there is little to do; nil: all of them.
  public var leastConcurrency: Int?
  /// What becomes of messages whose task no handler has.
  public var unknown = UnknownTasks.dead
  /// Whether clients are told that a task has started (Celery's `task_track_started`).
  public var tracksStarted = false
  /// Whether a Redis is refused that does not keep what it was told.
  public var requiresDurability = false
  /// The names of keys.
  public var keys: KeySpace
  /// Where results go.
  public var results: ResultBackend
  /// For how long a claim is held unless it is renewed: how long the messages of a dead dispatcher wait.
  public var lease = Duration.seconds(60)
  /// How long handlers may go on once a drain has begun.
  public var drainTimeout = Duration.seconds(60)
  /// The soft limit of tasks that have none of their own, in seconds.
  public var softTimeLimitSeconds: Double?
  /// The hard limit of tasks that have none of their own, in seconds.
  public var timeLimitSeconds: Double?
  /// Where Redis is, for those who ask.
  public var broker = Broker()
  /// Whether monitors hear of tasks before they have asked (Celery's `-E`).
  public var sendsTaskEvents = false
  /// Whether it sends the tasks of schedules (`--beat`).
  public var keepsSchedules = false
  /// The largest message that is taken, in bytes.
  public var mostMessageBytes = 16 << 20
  /// For how long a worker of Celery's may keep a message before it is given to another; zero: for ever.
  public var visibilityTimeout = Duration.seconds(3600)
  /// How often a message is handed out whose holders died.
  public var mostDeliveries = 5

  /// Makes settings; the rest is set afterwards.
  public init(
    owner: OwnerID, hostname: String, queues: [String], concurrency: Int, keys: KeySpace,
    results: ResultBackend
  ) {
    self.owner = owner
    self.hostname = hostname
    self.queues = queues
    self.concurrency = concurrency
    self.keys = keys
    self.results = results
  }

  /// How long before the end of its lease a claim is given up: nobody else may have it while its handler
  /// runs.
  var leaseMargin: Duration { min(.seconds(5) + lease / 10, lease / 3) }

  /// How often an owner says that it lives.
  var beatInterval: Duration { lease / 4 }

  /// Whether what workers of Celery's left behind is looked for.
  var restoresUnacknowledged: Bool { visibilityTimeout > .zero }

  /// How often that is done: as often as kombu does it, or more often where the timeout is short.
  var restoreInterval: Duration { min(max(visibilityTimeout / 36, .seconds(1)), .seconds(100)) }
}
