// One run of a handler, as the handler sees it: circumstances, options, and whom to tell what.

public import Logging
public import Messages
public import Runtime

internal import Glibc
internal import JSONText
internal import Synchronization

/// One run of a handler.
public final class Invocation: Sendable {
  /// Why the work should stop.
  public enum Stop: Sendable {
    /// Asked to end before the soft limit (drain, terminate, cancel): put things back and run again later.
    case asked
    /// The soft limit has come: return what there is.
    case softLimit
  }

  /// The task's circumstances; empty by hand.
  public let context: Context
  /// For people and machines: JSON lines on stderr, readable on a terminal.
  public let log: Logger
  /// The options of the command line by flag.
  let options: [String: String]

  private let events: EventStream
  private let console: Console
  private let throttle = Mutex(Throttle())
  private let setting: @Sendable (String) -> String?
  private let outbox = Mutex(Outbox())

  /// When progress was last passed on, and the report that came too soon after.
  private struct Throttle {
    var last = 0.0
    var held: Progress?
  }

  init(
    context: Context, options: [String: String], console: Console = .standard,
    setting: @escaping @Sendable (String) -> String? = { Environment.value(of: $0) }
  ) {
    self.context = context
    self.options = options
    self.console = console
    self.setting = setting
    events = EventStream(context.eventsDescriptor)
    let lines = LogLines(console, taskID: context.taskID)
    log = Logger(label: "handler", factory: { _ in lines })
  }

  /// Tells whether an option was given.
  public func has(_ flag: String) -> Bool { options[flag] != nil }

  /// The value of an option, or nil when it was not given.
  public func value(of flag: String) -> String? { options[flag] }

  /// Tells whether a person watches: stderr is a terminal.
  public var isWatched: Bool { console.isTerminal }

  /// Why the work should stop now, or nil.
  ///
  /// Ask between two steps; each may take a second at most.
  public var stop: Stop? {
    if let softDeadline = context.softDeadline, Self.now >= softDeadline { return .softLimit }
    return StopSignal.isRaised ? .asked : nil
  }

  /// Tells how far the work is; passed on five times a second at most.
  public func report(_ progress: Progress) {
    let now = Self.now
    let isDue = throttle.withLock { throttle in
      let isDue = now - throttle.last >= 0.2 || now < throttle.last
      throttle.held = isDue ? nil : progress
      if isDue { throttle.last = now }
      return isDue
    }
    if isDue { show(progress) }
  }

  /// Passes the last report on and takes the progress bar away: what is left takes no time worth showing.
  public func finishProgress() {
    if let held = throttle.withLock({ $0.held.take() }) { show(held) }
    console.show(status: "")
  }

  private func show(_ progress: Progress) {
    events.send(.progress(progress.json))
    console.show(status: progress.line)
  }

  /// Whether somebody takes follow-ups: whoever started this run, or Redis.
  public var takesFollowUps: Bool {
    context.isDispatched || context.isListenedTo || setting("REDIS_URL") != nil
  }

  /// Asks for a message to be sent when the task has ended: by the dispatcher, or else by this process.
  public func enqueue(_ followUp: FollowUp) {
    guard !events.send(.enqueue(followUp)) else { return }
    outbox.withLock { $0.add(followUp) }
  }

  /// Writes text for a person to stderr, above the progress bar.
  public func tell(_ text: String) {
    console.write(text.hasSuffix("\n") ? text : text + "\n")
  }

  // MARK: - For the main loop

  /// Tells the dispatcher why there is no result.
  func report(_ failure: Failure) {
    let message = failure.message.clipped(toBytes: 1024)
    switch failure.status {
    case .later:
      events.send(
        .retry(
          afterSeconds: failure.retryAfterSeconds, reason: message, isCharged: failure.isCharged,
          isCounted: failure.isCounted))
    default:
      events.send(.failure(type: failure.type, message: message))
    }
  }

  /// Tells the dispatcher that all is said and written.
  func tell(end status: ExitStatus) {
    events.send(.end(code: status.code, cpuMicroseconds: CPUTime.microseconds))
  }

  /// Notes what the run is, by which it is known when it is repeated.
  func begin(_ handler: String, with message: JSON) {
    outbox.withLock { $0.run = [.string(handler), message] }
  }

  /// Sends the follow-ups of this end that nobody was there to take, or lists them.
  ///
  /// The work is done and its result written: what cannot be sent changes nothing about the end.
  func finish(_ end: ExitStatus) {
    let outbox = outbox.withLock { $0 }
    // With a dispatcher follow-ups are its own affair, even if it has gone: it will run the task again.
    guard !context.isListenedTo, !outbox.followUps.isEmpty, let url = setting("REDIS_URL") else {
      for followUp in outbox.followUps where followUp.occasion.includes(end) {
        tell(unsent: followUp, "no dispatcher is listening", .notice)
      }
      return
    }
    for (followUp, outcome) in outbox.send(of: end, context, to: url, setting) {
      switch outcome {
      case .sent(let id, let queue):
        log.info(
          "follow-up sent",
          metadata: ["task": .string(followUp.task), "queue": .string(queue), "follow_up_id": .string(id)])
      case .leftOut: tell(unsent: followUp, "one with its dedupe key was sent before", .info)
      case .failed(let reason): tell(unsent: followUp, reason, .error)
      }
    }
  }

  private func tell(unsent followUp: FollowUp, _ reason: String, _ level: Logger.Level) {
    log.log(
      level: level, "follow-up not sent: \(reason)",
      metadata: ["task": .string(followUp.task), "follow_up": "\(followUp.json)"])
  }

  /// The time, in seconds since 1970.
  public static var now: Double {
    var moment = timespec()
    clock_gettime(CLOCK_REALTIME, &moment)
    return Double(moment.tv_sec) + Double(moment.tv_nsec) / 1e9
  }
}
