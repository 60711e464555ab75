// What the answers of Redis mean, and what becomes of questions that have none.

internal import Logging
internal import Queue

extension DispatchMachine {
  mutating func answered(_ reply: QueueReply, at moment: Now) {
    guard let exchange else { return }
    self.exchange = nil
    let now = moment.instant
    switch (exchange.errand, reply) {
    case (.register, .registered(let reply)): registered(reply, exchange.sentAt, at: now)
    case (.adopt, .ended(let claims)): adopted(claims, at: now)
    case (.beat, .beat(let reply)): beaten(reply, exchange.sentAt, at: now)
    case (.promote, .promoted(let reply)): promoted(reply, at: now)
    case (.reap, .ended(let claims)): reaped(claims, at: now)
    case (.restore, .restored(let reply)): restored(reply, at: now)
    case (.release, .ended(let claims)): released(claims)
    case (.claim(let slot), .claim(let reply)):
      // A watch may have been faster with the same claim.
      if slots[slot].kind == .claiming { claimed(reply, in: slot, exchange.sentAt, at: now) }
    case (.recall(let slot), .claim(let reply)): recalled(reply, in: slot, exchange.sentAt, at: now)
    case (.express, .claim(let reply)): claimed(reply, in: expressSlot, exchange.sentAt, at: now)
    case (.prepare(let slot), let reply): prepared(reply, in: slot, at: now)
    case (.inspect, .revocations(let reply)): inspected(reply, at: now)
    case (.tell(let slot), .settled(let reply)): told(reply, of: slot)
    case (.turn(let slot), .turned(let reply)):
      settled(reply.settled, in: slot, at: now)
      if let claim = reply.claim, slots[slot].isFree { claimed(claim, in: slot, exchange.sentAt, at: now) }
    case (.settle(let slot), .settled(let reply)): settled(reply, in: slot, at: now)
    case (.introduce, .introduced): introduced(at: moment)
    case (.depart, .introduced): departed(at: moment)
    case (.speak, .spoken): break
    case (.inquire, let reply): inquired(reply, at: moment)
    case (.revoke, .revokedNow(let reply)): revoked(reply)
    case (.plan(let version), .planned(let reply)): planned(reply, version, exchange.sentAt, at: now)
    case (.tick(let task, let due), .ticked(let reply)): ticked(reply, task, due: due, at: now)
    default: preconditionFailure("an answer to another question")
    }
  }

  private mutating func registered(_ reply: RegisterRequest.Reply, _ sentAt: Instant, at now: Instant) {
    clock.set(milliseconds: reply.serverMilliseconds, heardAt: now)
    isRegistered = true
    timetable.isAsked = false
    // Of a database that was emptied the entries for Celery's tools are gone as well.
    if phase != .starting { presence.isIntroduced = false }
    // Claims that an emptied database has forgotten are found out now, not in a quarter of a lease.
    beatDue = slots.contains { $0.claim != nil } ? now : sentAt + settings.beatInterval
    guard phase == .starting else { return }
    phase = .serving
    actions.append(.ready)
    log(
      .info, "serving",
      ["queues": settings.queues.joined(separator: ","), "slots": "\(settings.concurrency)"])
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
    noticeRevision(reply.revision)
    let busy = slots.indices.count { $0 != expressSlot && !slots[$0].isFree }
    if scale.shrink(busy: busy, at: now) {
      log(.info, "autoscale", ["slots": "\(scale.current)"])
    }
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

  private mutating func adopted(_ ended: EndedClaims, at now: Instant) {
    // As many as the limit: there may be more.
    if ended.claims.count < ReapRequest().limit { predecessors.removeFirst() }
    if !ended.claims.isEmpty { (claimDue, promoteDue) = (now, now) }
    report(ended)
    if predecessors.isEmpty { actions.append(.adopted) }
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
    case .adopt:
      // It is a kindness to waiting messages, not a duty: their leases end by themselves.
      predecessors = []
    case .beat: beatDue = error.code == .layout ? now : resumption
    case .promote: promoteDue = resumption
    case .reap: reapDue = resumption
    case .restore: restoration = Restoration(due: now + settings.restoreInterval)
    case .release: beatDue = resumption
    case .claim(let slot), .recall(let slot):
      if slots[slot].kind == .claiming { slots[slot].state = .free }
      claimDue = resumption
    case .express:
      slots[expressSlot].state = .free
      expressDue = resumption
    // The next revision, or the end, makes good for it.
    case .tell, .inspect: break
    case .plan, .tick: timetable.resumption = resumption
    case .introduce, .depart, .speak, .inquire, .revoke: presenceFailed(exchange.errand, error, at: now)
    case .prepare(let slot), .settle(let slot), .turn(let slot):
      guard error.code == .bug else { break }
      refused("bug", error.description, in: slot)
    }
  }

  /// Logs a failure, unless one of its kind was logged within a second: one request after the other meets it.
  private mutating func tell(_ error: PipeError, _ level: Logger.Level, at now: Instant) {
    if pace.admits(.request(error.code), at: now) { log(level, error.description) }
  }

  mutating func end(_ code: Int32) {
    phase = .ended
    actions.append(.end(code))
  }
}
