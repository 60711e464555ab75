// What a dispatcher is to Celery's tools: a clock, a voice, and what it was told from afar.

internal import Messages
internal import Queue

/// The part of the machine's state that `celery inspect`, `celery control` and monitors deal with.
struct Presence: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// A command whose answer Redis has to know first.
  struct Inquiry: Sendable {
    /// What is asked, and what becomes of the answer.
    enum Kind: Sendable {
      case scheduled
      case revoked
      case hello(from: String)
    }

    var kind: Kind
    var address: RemoteRequest.ReplyAddress
  }

  /// How often a worker says that it lives; monitors take it for gone after twice that.
  static let heartbeatSeconds = 2.0
  /// For how long events about tasks are gathered before they are sent, unless there are many.
  static let gathering = Duration.milliseconds(200)
  /// How many events go at once.
  static let batch = 100
  /// How many are kept while Redis is away; older ones are of no use to a monitor.
  static let mostKept = 5_000

  /// Lamport's clock: it grows with each event and message, and past those of others.
  private(set) var clock = 0
  /// Whether somebody wants to hear about tasks.
  var tellsTasks: Bool
  /// Whether the queues and the mailbox are in kombu's sets.
  var isIntroduced = false
  /// Whether monitors were told that it is gone.
  var isGone = false
  var heartbeatDue: Instant
  /// Whether the loop was asked for its vitals.
  var isExamining = false
  private(set) var taskEvents: [WorkerEvent] = []
  private(set) var speeches: [WorkerSpeech] = []
  /// When what was gathered is due.
  private(set) var speechDue: Instant?
  var inquiries: [Inquiry] = []
  /// Revocations that Redis is to be told.
  var revocations: [RevokeRequest] = []
  /// Stamps whose tasks shall not run; by name.
  var revokedStamps: [String: Set<String>] = [:]
  /// How many tasks ended, by name.
  private(set) var totals: [String: Int] = [:]
  /// What was last known of the process.
  var vitals = Vitals()
  /// Rates and limits that were set from afar: they hold until the dispatcher ends, over what manifests say.
  var tunings: [String: Tuning] = [:]
  let startedAt: Instant

  init(tellsTasks: Bool, at now: Instant) {
    self.tellsTasks = tellsTasks
    heartbeatDue = now
    startedAt = now
  }

  /// How many tasks ended.
  var processed: Int { totals.values.reduce(0, +) }

  mutating func count(_ task: String) { totals[task, default: 0] += 1 }

  // MARK: - The clock

  /// The next time of the clock.
  mutating func tick() -> Int {
    clock += 1
    return clock
  }

  /// Moves past another's clock.
  mutating func merge(_ other: Int) { clock = max(clock, other) + 1 }

  // MARK: - Saying things

  /// Says something as soon as may be.
  mutating func say(_ speech: WorkerSpeech, at now: Instant) {
    speeches.append(speech)
    if speeches.count > Self.mostKept { speeches.removeFirst() }
    speechDue = now
  }

  /// Gathers an event about a task.
  mutating func note(_ event: WorkerEvent, at now: Instant) {
    taskEvents.append(event)
    if taskEvents.count > Self.mostKept { taskEvents.removeFirst() }
    let due = taskEvents.count >= Self.batch ? now : now + Self.gathering
    speechDue = min(speechDue ?? due, due)
  }

  /// Takes what is to be said now: events about tasks first, so that no answer overtakes what it counts.
  mutating func takeSpeeches(settings: DispatchSettings, deliveryTag: String) -> [WorkerSpeech] {
    var said = Array(speeches.prefix(Self.batch))
    speeches.removeFirst(said.count)
    let events = Array(taskEvents.prefix(Self.batch))
    taskEvents.removeFirst(events.count)
    if !events.isEmpty {
      said.insert(
        .events(events, database: settings.results.home, in: settings.keys, deliveryTag: deliveryTag), at: 0)
    }
    if speeches.isEmpty, taskEvents.isEmpty { speechDue = nil }
    return said
  }
}

/// What was set for a task from afar.
struct Tuning: Sendable {
  /// Its rate: `.some(nil)` is none.
  var rateLimit: RateLimit??
  /// Its limits in seconds.
  var softTimeLimitSeconds: Double??
  var timeLimitSeconds: Double??

  /// A manifest with what was set in place of its own.
  func applied(to manifest: Manifest) -> Manifest {
    var manifest = manifest
    if let rateLimit { manifest.rateLimit = rateLimit }
    if let softTimeLimitSeconds { manifest.softTimeLimitSeconds = softTimeLimitSeconds }
    if let timeLimitSeconds { manifest.timeLimitSeconds = timeLimitSeconds }
    return manifest
  }
}
