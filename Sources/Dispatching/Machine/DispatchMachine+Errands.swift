// What Redis is asked next.

internal import Messages
internal import Queue

extension DispatchMachine {
  /// How often lists are looked at that nobody watches.
  static let pollInterval = Duration.milliseconds(100)
  /// How often parked messages are looked at, unless one is known to be due before.
  static let promoteInterval = Duration.seconds(1)
  /// How long a request that failed is not repeated.
  static let failurePause = Duration.seconds(1)
  /// How often an express task is looked for while all slots are busy.
  static let expressInterval = Duration.milliseconds(250)

  /// Asks the next question, unless one is being asked.
  mutating func askNext(at now: Instant) {
    guard exchange == nil, phase != .ended, let errand = nextErrand(at: now) else { return }
    exchange = Exchange(errand: errand, sentAt: now)
    actions.append(.ask(request(for: errand, at: now)))
  }

  /// What is most urgent.
  ///
  /// What comes seldom goes first, so that a full queue never keeps it from being done.
  private func nextErrand(at now: Instant) -> Errand? {
    guard isRegistered else { return beatDue <= now && !isReleased ? .register : nil }
    if !predecessors.isEmpty, phase != .starting { return .adopt }
    if beatDue <= now { return .beat }
    if promoteDue <= now { return .promote }
    if reapDue <= now { return .reap }
    if isRestorationDue(at: now) { return .restore }
    if let errand = presenceErrand(at: now) { return errand }
    if let errand = timetableErrand(at: now) { return errand }
    if let number = slots.indices.first(where: { slots[$0].kind == .settling }) {
      return mayTurn(number, at: now) ? .turn(number) : .settle(number)
    }
    if let number = slots.indices.first(where: { slots[$0].kind == .preparing }) { return .prepare(number) }
    if isInspectionDue { return .inspect }
    for number in slots.indices where slots[number].kind == .running {
      if let due = slots[number].run?.tellDue, due <= now { return .tell(number) }
    }
    if let slot = recallingSlot { return .recall(slot) }
    if phase == .serving, roomDue <= now {
      if let slot = claimingSlot {
        if claimDue <= now { return .claim(slot) }
      } else if expressDue <= now, isExpressIdle {
        return .express
      }
    }
    if case .draining = phase, slots.allSatisfy(\.isFree) {
      // Celery's tools are answered as long as anything runs.
      return presence.isIntroduced && !presence.isGone ? .depart : .release
    }
    return nil
  }

  /// Whether a slot that ends well takes the next message by the same request.
  private func mayTurn(_ number: Int, at now: Instant) -> Bool {
    guard phase == .serving, !areListsEmpty, claimDue <= now, roomDue <= now,
      rank(of: number) < scale.current,
      case .settling(let settlement) = slots[number].state, case .commit = settlement.next
    else { return false }
    return true
  }

  /// The slot that asks for the next message: a free one in use, else one more if there may be one.
  var claimingSlot: Int? {
    let next = place(ofRank: scale.current)
    return (0..<scale.current).lazy.map(place).first { slots[$0].isFree }
      ?? (scale.mayGrow && slots[next].isFree ? next : nil)
  }

  /// Where the slot of a rank lies among all, which are those that there were at the start, the express slot, and those
  /// that came later.
  func place(ofRank rank: Int) -> Int { rank < expressSlot ? rank : rank + 1 }

  /// The rank of a slot; that of the express slot is beyond all others.
  func rank(of slot: Int) -> Int {
    slot < expressSlot ? slot : slot == expressSlot ? Int.max : slot - 1
  }

  /// The slot beyond all others, which only serves tasks that shall not wait.
  var expressSlot: Int { settings.concurrency }

  /// Whether there are such tasks, and nothing keeps one from being served.
  var isExpressIdle: Bool {
    slots[expressSlot].isFree && handlers.handlers.values.contains { $0.manifest.isExpress }
  }

  private mutating func request(for errand: Errand, at now: Instant) -> QueueRequest {
    let owner = settings.owner
    switch errand {
    case .register:
      return .register(RegisterRequest(owner: owner, ttl: settings.lease, info: settings.info))
    case .adopt:
      return .reap(ReapRequest(mostDeliveries: settings.mostDeliveries, owner: predecessors.first))
    case .beat:
      let tokens = slots.compactMap { $0.claim?.token }
      return .beat(BeatRequest(owner: owner, ttl: settings.lease, lease: settings.lease, tokens: tokens))
    case .promote: return .promote(PromoteRequest())
    case .reap: return .reap(ReapRequest(mostDeliveries: settings.mostDeliveries))
    case .restore: return .restore(restoreRequest)
    case .release: return .release(ReleaseRequest(owner: owner))
    case .introduce, .depart, .speak, .inquire, .revoke: return presenceRequest(for: errand)
    case .plan: return .plan(timetable.plan)
    case .tick(let task, let due): return .tick(tickRequest(for: task, due: due, at: now))
    case .claim(let number):
      slots[number].state = .claiming
      return .claim(claimRequest(for: number, from: nextSources()))
    case .recall(let number): return .claim(recall(number))
    case .express:
      slots[expressSlot].state = .claiming
      return .express(expressRequest())
    case .inspect: return .revocations(inspectionRequest())
    case .prepare(let number):
      guard case .preparing(let job, let step) = slots[number].state else { preconditionFailure("no job") }
      return preparation(of: job, step, at: now)
    case .tell(let number): return .tell(tellRequest(for: number, at: now))
    case .settle(let number):
      guard case .settling(let settlement) = slots[number].state else { preconditionFailure("no settlement") }
      return settlement.next
    case .turn(let number):
      guard case .settling(let settlement) = slots[number].state, case .commit(let commit) = settlement.next
      else { preconditionFailure("no commit") }
      return .turn(TurnRequest(commit: commit, claim: claimRequest(for: number, from: nextSources())))
    }
  }

  /// What takes a message for a slot.
  func claimRequest(for number: Int, from sources: [ClaimSource]) -> ClaimRequest {
    ClaimRequest(
      token: token(for: number), lease: settings.lease, mostBytes: settings.mostMessageBytes, sources: sources
    )
  }

  private mutating func expressRequest() -> ExpressRequest {
    let tasks = handlers.handlers.values.filter(\.manifest.isExpress).map(\.manifest.task).sorted()
    return ExpressRequest(
      token: token(for: expressSlot), lease: settings.lease, mostBytes: settings.mostMessageBytes,
      tasks: tasks, sources: nextSources())
  }

  private func token(for number: Int) -> ClaimToken {
    ClaimToken(owner: settings.owner, slot: number, sequence: slots[number].sequence)
  }

  /// The lists to look at; the queue that comes first changes each time.
  private mutating func nextSources() -> [ClaimSource] {
    defer { turn &+= 1 }
    return sources
  }

  /// The lists to look at next.
  var sources: [ClaimSource] {
    let queues = settings.queues
    let first = queues.isEmpty ? 0 : turn % queues.count
    return settings.keys.sources(Array(queues[first...] + queues[..<first]))
  }
}
