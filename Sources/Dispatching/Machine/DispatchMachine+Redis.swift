// What Redis is asked next, and what its answers mean.

internal import Logging
internal import Queue

extension DispatchMachine {
  /// How often lists are looked at that nobody watches.
  static let pollInterval = Duration.milliseconds(100)
  /// How often parked messages are looked at, unless one is known to be due before.
  static let promoteInterval = Duration.seconds(1)
  /// How long a request that failed is not repeated.
  static let failurePause = Duration.seconds(1)

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
    if beatDue <= now { return .beat }
    if promoteDue <= now { return .promote }
    if reapDue <= now { return .reap }
    for (number, slot) in slots.enumerated() {
      if case .settling = slot.state { return .settle(number) }
    }
    for (number, slot) in slots.enumerated() {
      if case .marking = slot.state { return .mark(number) }
    }
    for (number, slot) in slots.enumerated() {
      if let due = slot.run?.tellDue, due <= now { return .tell(number) }
    }
    if phase == .serving, claimDue <= now, let free = slots.firstIndex(where: \.isFree) {
      return .claim(free)
    }
    if case .draining = phase, slots.allSatisfy(\.isFree) { return .release }
    return nil
  }

  private mutating func request(for errand: Errand, at now: Instant) -> QueueRequest {
    let owner = settings.owner
    switch errand {
    case .register: return .register(RegisterRequest(owner: owner, ttl: settings.lease))
    case .beat:
      let tokens = slots.compactMap { $0.claim?.token }
      return .beat(BeatRequest(owner: owner, ttl: settings.lease, lease: settings.lease, tokens: tokens))
    case .promote: return .promote(PromoteRequest())
    case .reap: return .reap(ReapRequest(mostDeliveries: settings.mostDeliveries))
    case .release: return .release(ReleaseRequest(owner: owner))
    case .claim(let number):
      slots[number].state = .claiming
      return .claim(claimRequest(for: number))
    case .mark(let number):
      guard case .marking(let job) = slots[number].state else { preconditionFailure("no job to mark") }
      return .mark(markRequest(for: job))
    case .tell(let number): return .tell(tellRequest(for: number, at: now))
    case .settle(let number):
      guard case .settling(let settlement) = slots[number].state else { preconditionFailure("no settlement") }
      return settlement.request
    }
  }

  private mutating func claimRequest(for number: Int) -> ClaimRequest {
    let queues = settings.queues
    let first = queues.isEmpty ? 0 : turn % queues.count
    turn &+= 1
    return ClaimRequest(
      token: ClaimToken(owner: settings.owner, slot: number, sequence: slots[number].sequence),
      lease: settings.lease, mostBytes: settings.mostMessageBytes,
      sources: settings.keys.sources(Array(queues[first...] + queues[..<first])))
  }

  // MARK: - Answers

  mutating func answered(_ reply: QueueReply, at now: Instant) {
    guard let exchange else { return }
    self.exchange = nil
    switch (exchange.errand, reply) {
    case (.register, .registered(let reply)): registered(reply, exchange.sentAt, at: now)
    case (.beat, .beat(let reply)): beaten(reply, exchange.sentAt, at: now)
    case (.promote, .promoted(let reply)): promoted(reply, at: now)
    case (.reap, .ended(let claims)): reaped(claims, at: now)
    case (.release, .ended(let claims)): released(claims)
    case (.claim(let slot), .claim(let reply)): claimed(reply, in: slot, exchange.sentAt, at: now)
    case (.mark(let slot), .settled(let reply)): marked(reply, in: slot, at: now)
    case (.tell(let slot), .settled(let reply)): told(reply, of: slot)
    case (.settle(let slot), .settled(let reply)): settled(reply, in: slot, at: now)
    default: preconditionFailure("an answer to another question")
    }
  }

  private mutating func registered(_ reply: RegisterRequest.Reply, _ sentAt: Instant, at now: Instant) {
    clock.set(milliseconds: reply.serverMilliseconds, heardAt: now)
    isRegistered = true
    // Claims that an emptied database has forgotten are found out now, not in a quarter of a lease.
    beatDue = slots.contains { $0.claim != nil } ? now : sentAt + settings.beatInterval
    guard phase == .starting else { return }
    phase = .serving
    actions.append(.ready)
    log(.info, "serving", ["queues": settings.queues.joined(separator: ","), "slots": "\(slots.count)"])
  }

  private mutating func beaten(_ reply: BeatRequest.Reply, _ sentAt: Instant, at now: Instant) {
    guard case .renewed(let milliseconds, let tokens) = reply else {
      isRegistered = false
      beatDue = now
      return
    }
    clock.set(milliseconds: milliseconds, heardAt: now)
    beatDue = sentAt + settings.beatInterval
    let lost = Set(tokens)
    for number in slots.indices {
      guard let claim = slots[number].claim else { continue }
      if lost.contains(claim.token) {
        lose(number, "Redis knows nothing of the claim")
      } else {
        slots[number].leaseEnd = sentAt + settings.lease - settings.leaseMargin
      }
    }
  }

  private mutating func promoted(_ reply: PromoteRequest.Reply, at now: Instant) {
    promoteDue = now + Self.promoteInterval
    if reply.moved > 0 { claimDue = now }
    if let next = reply.nextMilliseconds {
      let wait = Double(next) / 1000 - clock.seconds(at: now)
      promoteDue = min(promoteDue, now + .seconds(max(0, wait)))
    }
  }

  private mutating func reaped(_ ended: EndedClaims, at now: Instant) {
    let jitter = settings.beatInterval * Double.random(in: 0...0.2, using: &generator)
    reapDue = now + settings.beatInterval + jitter
    if !ended.claims.isEmpty { claimDue = now }
    report(ended)
  }

  private mutating func released(_ ended: EndedClaims) {
    isReleased = true
    isRegistered = false
    report(ended)
  }

  private mutating func report(_ ended: EndedClaims) {
    for claim in ended.claims {
      let isLost = [.workerLost, .deliveredTooOften, .noList].contains(claim.fate)
      log(
        isLost ? .error : .warning, "a claim ended without its holder",
        [
          "claim": claim.token.description, "queue": claim.queue, "fate": claim.fate.rawValue,
          "deliveries": "\(claim.attempts)",
        ])
    }
  }

  // MARK: - Failures

  /// A request without an answer: nothing is given up for it, but it is not repeated at once.
  mutating func failed(_ error: PipeError, at now: Instant) {
    guard let exchange else { return }
    self.exchange = nil
    let resumption = now + Self.failurePause
    switch error.code {
    case .layout:
      // The database was emptied: found it anew, then ask again.
      log(.error, "Redis has lost its data; registering anew", ["reason": error.description])
      isRegistered = false
      beatDue = now
    case .configuration, .overdue, .bug:
      let isStarting = phase == .starting && error.code == .configuration
      tell(error, isStarting ? .critical : .error, at: now)
      if isStarting { end(78) }
    }
    switch exchange.errand {
    case .register: beatDue = max(beatDue, resumption)
    case .beat: beatDue = error.code == .layout ? now : resumption
    case .promote: promoteDue = resumption
    case .reap: reapDue = resumption
    case .release: beatDue = resumption
    case .claim(let slot):
      slots[slot].state = .free
      claimDue = resumption
    case .tell: break
    case .mark(let slot), .settle(let slot):
      guard error.code == .bug else { break }
      refused("bug", error.description, in: slot)
    }
  }

  /// Logs a failure, unless the same cause was logged within a second: one request after the other meets it.
  private mutating func tell(_ error: PipeError, _ level: Logger.Level, at now: Instant) {
    let cause = error.code == .bug ? error.description : "\(error.code)"
    if let last = toldFailure, last.cause == cause, now - last.at < .seconds(1) { return }
    toldFailure = (cause, now)
    log(level, error.description)
  }

  mutating func end(_ code: Int32) {
    phase = .ended
    actions.append(.end(code))
  }
}
