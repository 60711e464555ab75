// The shell around `DispatchMachine`: one thread, one poll. It carries requests through the pipe, starts
// handlers and watches them, and tells the machine what has happened; it decides nothing.

public import Logging
public import Queue

internal import Glibc
internal import JSONText
internal import Processes
internal import Runtime

/// A dispatcher at work.
///
/// It belongs to the process's main thread: handlers and redis-cli die with the thread that started them.
public final class DispatchLoop {
  var machine: DispatchMachine
  private let keys: KeySpace
  private let owner: OwnerID
  private let folder: StateFolder
  let pipe: RedisPipe
  let watches: ListWatches
  /// Hears what Celery's tools command.
  let ear: Subscription
  let fleet: HandlerFleet
  let signals: SignalInbox
  let log: Logger
  private let notice: ServiceNotice?
  let reload: (HandlerTable) -> HandlerTable

  /// What was asked of Redis and has no answer yet.
  private var asked: QueueRequest?
  /// What is to be logged once all else is done.
  private var lines: [(level: Logger.Level, message: String, fields: Logger.Metadata)] = []
  /// What the machine has not been told yet.
  var news: [DispatchEvent] = []
  /// When to give back the memory of what was done seldom; nil: it does not serve yet.
  var forgettingDue: ContinuousClock.Instant?
  /// When to look for what a child that has ended set free; nil: none has ended.
  var sweepDue: ContinuousClock.Instant?
  /// Whether a result was sent in this turn that somebody waits for, as no other message waits for its slot: what takes
  /// a processor from it can wait until the next turn.
  private var isResultUnderWay = false
  private var exitCode: Int32?
  /// When systemd was last told that there is progress.
  private var aliveAt: ContinuousClock.Instant?
  /// The descriptors of the last wait, and what has happened to them.
  var polled: [pollfd] = []
  /// Where those of the watches lie among them.
  var watched = 0..<0
  /// How long a handler that is being made keeps the sweep waiting.
  private static let sweepPause = Duration.milliseconds(10)

  /// Makes a dispatcher; nothing is started before ``run()``.
  ///
  /// - Parameters:
  ///   - settings: Its settings.
  ///   - address: Where Redis is.
  ///   - folder: Its state folder.
  ///   - handlers: The installed handlers.
  ///   - reload: Reads them anew at SIGHUP, given those of before.
  ///   - setting: Gives variables and credentials by name, for handlers whose manifests name them.
  ///   - log: Takes what is to be told.
  /// - Throws: ``PipeError`` when there is no usable redis-cli, ``Launch/Refusal`` when signals cannot be
  ///   caught.
  public init(
    _ settings: DispatchSettings, redis address: RedisAddress, folder: StateFolder,
    handlers: HandlerTable, reload: @escaping (HandlerTable) -> HandlerTable,
    setting: @escaping (String) -> String?, log: Logger
  ) throws {
    keys = settings.keys
    owner = settings.owner
    self.folder = folder
    let channel = RemoteRequest.channel(database: address.database, in: settings.keys)
    ear = try Subscription(address, channel: channel)
    pipe = try RedisPipe(address, keyPrefix: settings.keys.prefix)
    watches = ListWatches(address, settings.keys, lease: settings.lease)
    try watches.serve(settings.queues)
    signals = try SignalInbox(catching: [SIGTERM, SIGINT, SIGHUP, SIGCHLD])
    fleet = try HandlerFleet(
      folder: folder, slots: settings.concurrency, setting: setting, log: log)
    self.reload = reload
    notice = ServiceNotice(
      socket: setting("NOTIFY_SOCKET"), watchdogMicroseconds: setting("WATCHDOG_USEC"))
    self.log = log
    var random = SystemRandomNumberGenerator()
    machine = DispatchMachine(settings, handlers: handlers, seed: random.next(), now: .current)
  }

  /// Works until it is asked to end.
  ///
  /// - Returns: The exit code.
  public func run() -> Int32 {
    fleet.install(machine.handlers)
    news.append(.tick)
    deliver()
    ear.open()
    while exitCode == nil {
      if !isResultUnderWay { tidyUp() }
      isResultUnderWay = false
      let deadline = machine.nextDeadline
      wait(until: deadline)
      collect()
      // Of many turns - a pipe has ended, a page was read - the machine need not know.
      if let deadline, deadline <= .now { news.append(.tick) }
      deliver()
      sweep()
    }
    tellLines()
    pipe.close()
    _ = watches.close()
    ear.close()
    fleet.killAll()
    // Nobody is to be spared any more.
    _ = fleet.sweep(sparing: [])
    return exitCode ?? 0
  }

  // MARK: - What has happened

  private func collect() {
    if polled.first?.revents != 0 { takeSignals() }
    let isPipeReady = isReady(pipe.interests)
    take(pipe.handle(readable: isPipeReady, writable: isPipeReady))
    news += watches.handle(isReady)
    hear()
    for (slot, progress) in fleet.advance() { news.append(.progress(slot: slot, progress)) }
    let reaped = fleet.reap()
    for (slot, end) in reaped.ends { news.append(.ended(slot: slot, end)) }
    // Its signal may have come first, when what it has set free was still its own to keep.
    if reaped.isAnyGone { sweepDue = sweepDue ?? .now }
  }

  /// Does what can wait until the outcome of a handler is on its way: ends what it set free.
  private func sweep() {
    // The signal of a handler's end has come with the end itself.
    if signals.hasSignals {
      takeSignals()
      if !news.isEmpty { deliver() }
    }
    fleet.hear()
    guard let due = sweepDue, due <= .now || !fleet.isMaking else { return }
    sweepDue = fleet.sweep(sparing: childProcesses) ? nil : .now + Self.sweepPause
  }

  private func takeSignals() {
    for signal in signals.take() {
      switch signal {
      case SIGTERM, SIGINT:
        notice?.stopping()
        // Nobody will need those that wait.
        fleet.install(HandlerTable())
        news.append(.terminated)
      case SIGHUP: news.append(.reloaded(readHandlers()))
      case SIGCHLD: sweepDue = sweepDue ?? .now
      default: break
      }
    }
  }

  /// The children that are no handlers.
  private var childProcesses: Set<Int32> {
    Set([pipe.processID, ear.processID].compactMap { $0 } + watches.processIDs)
  }

  private func take(_ outcomes: [RedisPipe.Outcome]) {
    if !outcomes.isEmpty { feedWatchdog() }
    for outcome in outcomes {
      switch outcome {
      case .greeting(let greeting): news.append(.connected(greeting))
      case .trouble(let reason): news.append(.interrupted(reason))
      case .failure(let error):
        asked = nil
        news.append(.failed(error))
      case .reply(let values):
        guard let request = asked.take() else { continue }
        do throws(ReplyError) {
          news.append(.answered(try request.reply(from: values)))
        } catch {
          news.append(.failed(PipeError(.bug, error.description)))
        }
      }
    }
  }

  /// Tells systemd, at most as often as it wants to hear it.
  ///
  /// Progress is a word from Redis, or about its absence: the pipe has one every few seconds, so a loop that
  /// hangs, or a pipe that does, falls silent.
  private func feedWatchdog() {
    guard let notice, let interval = notice.watchdogInterval else { return }
    let now = ContinuousClock.now
    if let aliveAt, now - aliveAt < interval { return }
    aliveAt = now
    notice.alive()
  }

  // MARK: - What is to be done

  /// Tells the machine everything that has happened, in order, and does what it wants.
  private func deliver() {
    var next = 0
    while next < news.count {
      let actions = machine.handle(news[next], at: .current)
      // A handler that waits for its message comes first. To start another takes long: Redis works on the question
      // meanwhile.
      var started: Set<Int> = []
      for case .start(let slot, let job) in actions where fleet.hasSpare(for: job) {
        start(job, in: slot)
        started.insert(slot)
      }
      for case .ask(let request) in actions { ask(request) }
      for action in actions {
        if case .start(let slot, _) = action, started.contains(slot) { continue }
        execute(action)
      }
      next += 1
    }
    news.removeAll(keepingCapacity: true)
  }

  /// Does what nobody waits for.
  private func tidyUp() {
    tellLines()
    fleet.tidy()
    fleet.tend()
  }

  private func tellLines() {
    for line in lines { log.log(level: line.level, "\(line.message)", metadata: line.fields) }
    lines.removeAll(keepingCapacity: true)
  }

  private func ask(_ request: QueueRequest) {
    asked = request
    if case .commit = request { isResultUnderWay = true }
    take(pipe.ask(request.pipeRequest(keys)))
  }

  private func start(_ job: Job, in slot: Int) {
    if let end = fleet.start(job, in: slot) { news.append(.ended(slot: slot, end)) }
  }

  private func execute(_ action: DispatchAction) {
    switch action {
    case .ask: break
    case .watch(let claim): watches.arm(claim, by: pipe)
    case .unwatch: news += watches.close()
    case .start(let slot, let job): start(job, in: slot)
    case .signal(let slot, let number): fleet.signal(slot, number)
    case .examine: news.append(.examined(vitals))
    // redis-cli was there a moment ago; without a watch the lists are polled.
    case .serve(let queues): try? watches.serve(queues)
    case .reload: news.append(.reloaded(readHandlers()))
    case .install(let table): if machine.phase == .serving { fleet.install(table) }
    case .adopted: folder.ledger.settle(owner)
    case .ready:
      notice?.ready()
      // By then the last words of the start are said.
      forgettingDue = .now + Self.startLength
    case .log(let level, let message, let fields):
      lines.append((level, message, fields.mapValues { .string($0) }))
    case .end(let code): exitCode = code
    }
  }
}
