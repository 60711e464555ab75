// The dispatcher without processes, descriptors or clocks: events in, actions out.
//
// 1. It registers, and says at a quarter of each lease that it lives.
// 2. A free slot claims a message; no slot ever has a second one, and nothing is fetched ahead.
// 3. The message is read: what cannot run ends at once, as a dead letter, a revoked task or a parked message.
// 4. Whatever must not run twice is marked first. Then the handler starts, and its limits run.
// 5. When it has ended, the verdict becomes one request: commit, retry, defer or dead. It is asked until the
//    answer is definite; only then the slot is free again. While Redis is away the slot keeps the outcome.
// 6. Asked to end, it claims no more, waits for its handlers, and gives back what they did not finish.
//
// Redis is asked one thing at a time; what is asked next is decided when the answer has come.

internal import JSONText
internal import Logging
internal import Queue

/// The state of a dispatcher.
public struct DispatchMachine: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// A question to Redis that has no answer yet.
  struct Exchange: Sendable {
    var errand: Errand
    var sentAt: Instant
  }

  /// What Redis is asked for.
  enum Errand: Sendable, Equatable {
    case register, adopt, beat, promote, reap, restore, release, express, inspect
    case introduce, depart, speak, inquire, revoke
    /// Of this version of the timetable.
    case plan(Int)
    case tick(String, due: Int64)
    case claim(Int), recall(Int), prepare(Int), tell(Int), settle(Int), turn(Int)
  }

  /// The life of a dispatcher.
  enum Phase: Sendable, Equatable {
    case starting
    case serving
    /// Handlers are asked to end at the first instant, and killed at the second.
    case draining(term: Instant, kill: Instant)
    case ended
  }

  /// What it was told when it started.
  public internal(set) var settings: DispatchSettings
  var handlers: HandlerTable
  var phase = Phase.starting
  var slots: [Slot]
  var clock = ServerClock()
  var pauses = TaskPauses()
  var scale: SlotScale
  /// What Celery's tools see of it.
  var presence: Presence
  /// The schedules that it keeps.
  var timetable: Timetable
  var exchange: Exchange?
  var isRegistered = false
  var isReleased = false
  /// Dispatchers that died and whose claims are not given back yet.
  var predecessors: [OwnerID]
  /// How many claims were asked: the queue that comes first changes with each.
  var turn = 0
  var beatDue: Instant
  var promoteDue: Instant
  var reapDue: Instant
  var restoration: Restoration
  var claimDue: Instant
  /// Whether nothing lay in the lists when they were last looked at, and a slot waits for what comes: then no other has to
  /// look there.
  var areListsEmpty = false
  /// Claims that were given to watches, and of which nothing was heard.
  var recalls: [ClaimToken] = []
  var expressDue: Instant
  /// How often tasks were revoked when that was last looked at; nil: it was not yet.
  var revision: Int64?
  /// Whether somebody may have revoked a task that runs.
  var isInspectionDue = false
  /// The tasks that Redis is being asked about.
  var inspected: [String] = []
  var pace = WarningPace()
  /// Until when no message is claimed, since the machine has no room for a handler.
  var roomDue: Instant
  var generator: SplitMix64
  var actions: [DispatchAction] = []

  /// Makes a dispatcher that has done nothing yet.
  ///
  /// - Parameters:
  ///   - settings: Its settings.
  ///   - handlers: Who runs which task.
  ///   - seed: Makes its random ids and pauses differ from those of others.
  ///   - now: The time.
  public init(_ settings: DispatchSettings, handlers: HandlerTable, seed: UInt64, now: Now) {
    self.settings = settings
    self.handlers = handlers
    predecessors = settings.predecessors
    generator = SplitMix64(seed: seed)
    scale = SlotScale(
      least: settings.leastConcurrency ?? settings.concurrency, most: settings.concurrency, at: now.instant)
    slots = Array(repeating: Slot(leaseEnd: now.instant), count: settings.concurrency + 1)
    presence = Presence(tellsTasks: settings.sendsTaskEvents, at: now.instant)
    timetable = Timetable(isKept: settings.keepsSchedules)
    timetable.install(handlers)
    (beatDue, promoteDue, claimDue, expressDue) = (now.instant, now.instant, now.instant, now.instant)
    roomDue = now.instant
    reapDue = now.instant + settings.lease
    restoration = Restoration(due: now.instant)
  }

  /// Takes an event.
  ///
  /// - Parameters:
  ///   - event: What has happened.
  ///   - now: When.
  /// - Returns: What is to be done.
  public mutating func handle(_ event: DispatchEvent, at now: Now) -> [DispatchAction] {
    actions.removeAll(keepingCapacity: true)
    take(event, at: now)
    watchLimits(at: now.instant)
    watchPulse(at: now.instant)
    askNext(at: now.instant)
    endIfDone(at: now.instant)
    return actions
  }

  private mutating func take(_ event: DispatchEvent, at now: Now) {
    switch event {
    case .connected(let greeting): connected(greeting, at: now.instant)
    case .interrupted(let reason):
      postponeReap(at: now.instant)
      if pace.admits(.unreachable, at: now.instant) {
        log(.warning, "Redis cannot be reached; trying on", ["reason": reason])
      }
    case .answered(let reply): answered(reply, at: now)
    case .failed(let error): failed(error, at: now.instant)
    case .rang:
      claimDue = now.instant
      areListsEmpty = false
    case .fetched(let token, let reply, let envelope, let givenAt):
      fetched(token, reply, envelope, givenAt, at: now.instant)
    case .unanswered(let token): unanswered(token)
    case .progress(let slot, let progress): note(progress, of: slot)
    case .ended(let slot, let end): ended(end, in: slot, at: now.instant)
    case .terminated: terminate(at: now.instant)
    case .reloaded(let table): install(table)
    case .remote(let payload, let vitals): remote(payload, vitals, at: now)
    case .examined(let vitals): examined(vitals, at: now)
    case .tick: break
    }
  }

  private mutating func connected(_ greeting: Greeting, at now: Instant) {
    postponeReap(at: now)
    // It may be another server than before, or one that has forgotten a second.
    timetable.isAsked = false
    guard let reason = greeting.unfitness(requiringDurability: settings.requiresDurability) else { return }
    guard phase == .starting else { return log(.error, "Redis is not as it should be", ["reason": reason]) }
    log(.critical, "cannot start: \(reason)")
    end(78)
  }

  /// Owners that Redis could not hear either must have their time to renew before anybody takes what is
  /// theirs.
  private mutating func postponeReap(at now: Instant) {
    reapDue = max(reapDue, now + settings.lease)
  }

  mutating func log(_ level: Logger.Level, _ message: String, _ fields: [String: String] = [:]) {
    actions.append(.log(level, message, fields))
  }

  // MARK: - When to come back

  /// When to send a ``DispatchEvent/tick`` even if nothing has happened; nil: not before something has.
  public var nextDeadline: ContinuousClock.Instant? {
    var instants: [Instant] = []
    for number in slots.indices where slots[number].kind == .running {
      guard let deadline = slots[number].nextDeadline else { continue }
      instants.append(deadline)
      if exchange == nil, let due = slots[number].run?.tellDue { instants.append(due) }
    }
    if case .draining(let term, let kill) = phase {
      let runs = slots.compactMap(\.run)
      let isAnyUnasked = runs.contains { $0.intervention == HandlerEnd.Intervention.none }
      let isAnyAlive = runs.contains { !$0.isKilled && $0.intervention < .hardLimit }
      instants.append(isAnyUnasked ? term : isAnyAlive ? kill : kill + Self.farewellPatience)
    }
    if exchange == nil {
      instants.append(isRegistered ? min(beatDue, promoteDue, reapDue, presenceDeadline) : beatDue)
      if phase == .serving, isRegistered {
        if settings.restoresUnacknowledged { instants.append(restoration.due) }
        if claimingSlot != nil {
          instants.append(max(claimDue, roomDue))
        } else if isExpressIdle {
          instants.append(max(expressDue, roomDue))
        }
        if let due = timetableDeadline { instants.append(due) }
      }
    }
    return instants.min()
  }
}
