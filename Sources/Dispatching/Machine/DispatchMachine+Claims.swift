// From a claim to a handler, or to the end of a message that cannot run.

internal import JSONText
internal import Logging
internal import Messages
internal import Queue

extension DispatchMachine {
  /// How much earlier than its date a message may start: our idea of the server's clock is late by one answer.
  static let dateToleranceSeconds = 0.02
  /// How long a message of an unknown task lies before it is in its list again, for somebody who knows it.
  static let giveBackPause = Duration.seconds(2)

  mutating func claimed(_ reply: ClaimRequest.Reply, in slot: Int, _ sentAt: Instant, at now: Instant) {
    slots[slot].state = .free
    switch reply {
    case .message(let claim), .repeated(let claim):
      slots[slot].sequence += 1
      slots[slot].leaseEnd = sentAt + settings.lease - settings.leaseMargin
      if slot >= scale.current {
        scale.grow(at: now)
        log(.info, "autoscale", ["slots": "\(scale.current)"])
      }
      receive(claim, in: slot, at: now)
    case .empty:
      claimDue = now + Self.pollInterval
      actions.append(.watch)
    case .oversize(let queue, let byteCount, let letter):
      log(
        .error, "a message is too large, and a dead letter now",
        ["queue": queue, "bytes": "\(byteCount)", "letter": letter])
    case .stale, .gone: slots[slot].sequence += 1
    case .unregistered:
      isRegistered = false
      beatDue = now
    }
  }

  private mutating func receive(_ claim: Claim, in slot: Int, at now: Instant) {
    guard phase == .serving else { return putOff(claim, .after(.zero), in: slot, at: now) }
    let seconds = clock.seconds(at: now)
    do throws(EnvelopeError) {
      let envelope = try Envelope(decoding: claim.raw)
      dispatch(claim, envelope, in: slot, at: now)
    } catch {
      log(
        .error, "a message cannot be read, and is a dead letter now",
        ["queue": claim.queue, "reason": error.description, "task_id": error.taskID ?? ""])
      let effects = error.taskID.map { settings.results.effects(error.exception, ofTask: $0, at: seconds) }
      bury(claim, error.description, taskID: error.taskID, effects ?? [], in: slot, at: now)
    }
  }

  private mutating func dispatch(
    _ claim: Claim, _ envelope: Envelope, in slot: Int, at now: Instant
  ) {
    let seconds = clock.seconds(at: now)
    if envelope.isExpired(at: seconds) {
      log(.info, "task expired", fields(of: envelope))
      let effects = settings.results.effects(.revoked(.expired), of: envelope, at: seconds)
      settle(claim, commit(claim, effects), in: slot, at: now)
    } else if let eta = envelope.eta, eta > seconds + Self.dateToleranceSeconds {
      log(.debug, "task put off until its time", fields(of: envelope))
      putOff(claim, .at(milliseconds: Int64((eta * 1000).rounded(.up))), in: slot, at: now)
    } else if let handler = handlers.handlers[envelope.task] {
      begin(claim, envelope, handler, in: slot, at: now)
    } else if settings.unknown == .giveBack {
      log(.debug, "no handler has this task: given back", fields(of: envelope))
      putOff(claim, .after(Self.giveBackPause), in: slot, at: now)
    } else {
      log(.error, "no handler has this task: it is a dead letter now", fields(of: envelope))
      let failure = ResultRecord.State.failure(.notRegistered(task: envelope.task), traceback: nil)
      bury(
        claim, "no handler has the task \(envelope.task)", taskID: envelope.id,
        settings.results.effects(failure, of: envelope, at: seconds), in: slot, at: now)
    }
  }

  private mutating func begin(
    _ claim: Claim, _ envelope: Envelope, _ handler: InstalledHandler, in slot: Int, at now: Instant
  ) {
    if let rest = pauses.rest(of: envelope.task, at: now) {
      putOff(claim, .after(rest), in: slot, at: now)
      return
    }
    let running = slots.count { $0.run?.job.envelope.task == envelope.task }
    if let most = handler.manifest.concurrency, running >= most {
      putOff(claim, .after(.seconds(1)), in: slot, at: now)
      return
    }
    do throws(ArgumentError) {
      let job = try Job(claim, envelope, handler, settings)
      // Of a message that was delivered too often Redis writes the end by itself, and so has to know it before.
      let isLast = claim.attempts >= settings.mostDeliveries
      guard !handler.manifest.acknowledgesLate || isLast else { return start(job, in: slot, at: now) }
      slots[slot].state = .marking(job)
    } catch {
      log(.error, "the arguments do not fit", fields(of: envelope, ["reason": error.message]))
      let failure = ResultRecord.State.failure(error.exception, traceback: nil)
      bury(
        claim, error.description, taskID: envelope.id,
        settings.results.effects(failure, of: envelope, at: clock.seconds(at: now)), in: slot, at: now)
    }
  }

  mutating func markRequest(for job: Job) -> MarkRequest {
    let lost = PythonException.workerLost("the dispatcher that ran the task is gone")
    return MarkRequest(
      claim: job.claim, mostBytes: settings.mostMessageBytes,
      isEarly: !job.handler.manifest.acknowledgesLate,
      ending: settings.results.prepared(.failure(lost, traceback: nil), of: job.envelope))
  }

  mutating func marked(_ reply: SettleReply, in slot: Int, at now: Instant) {
    guard case .marking(let job) = slots[slot].state else { return }
    switch reply {
    case .ok where phase != .serving: putOff(job.claim, .after(.zero), in: slot, at: now)
    case .ok: start(job, in: slot, at: now)
    case .already, .lost:
      log(.warning, "the claim was lost before its handler started", fields(of: job.envelope))
      slots[slot].state = .free
    case .refused(let reason, let detail): refused(reason, detail, in: slot)
    }
  }

  private mutating func start(_ job: Job, in slot: Int, at now: Instant) {
    log(.debug, "task started", fields(of: job.envelope))
    slots[slot].state = .running(Run(job: job, startedAt: now))
    actions.append(.start(slot: slot, job))
  }

  // MARK: - Ends

  mutating func putOff(_ claim: Claim, _ due: Moment, in slot: Int, at now: Instant) {
    let rest: Duration? = if case .after(let rest) = due { rest } else { nil }
    settle(claim, .defer(DeferRequest(claim: claim, due: due)), rest: rest, in: slot, at: now)
  }

  mutating func bury(
    _ claim: Claim, _ reason: String, taskID: String?, _ effects: [Effect], in slot: Int, at now: Instant
  ) {
    let request = DeadRequest(
      claim: claim, mostBytes: settings.mostMessageBytes, reason: reason, taskID: taskID, effects: effects)
    settle(claim, .dead(request), in: slot, at: now)
  }

  func commit(_ claim: Claim, _ effects: [Effect]) -> QueueRequest {
    .commit(CommitRequest(claim: claim, mostBytes: settings.mostMessageBytes, effects: effects))
  }

  mutating func settle(
    _ claim: Claim, _ request: QueueRequest, rest: Duration? = nil, in slot: Int, at now: Instant
  ) {
    slots[slot].state = .settling(Settlement(claim, request, rest: rest))
    // Its answer frees the slot, and then there may be a message for it.
    claimDue = min(claimDue, now)
  }

  mutating func settled(_ reply: SettleReply, in slot: Int, at now: Instant) {
    guard case .settling(let settlement) = slots[slot].state else { return }
    switch reply {
    case .ok, .already:
      slots[slot].state = .free
      if let rest = settlement.rest { promoteDue = min(promoteDue, now + rest) }
    case .lost:
      log(.warning, "a claim was lost before it could be ended", ["claim": "\(settlement.claim.token)"])
      slots[slot].state = .free
    case .refused(let reason, let detail): refused(reason, detail, in: slot)
    }
  }

  /// Redis will not write what ends the claim: the message becomes a dead letter, if that can be.
  mutating func refused(_ reason: String, _ detail: String, in slot: Int) {
    guard let claim = slots[slot].claim else { return }
    let known = [
      "claim": claim.token.description, "queue": claim.queue, "reason": reason, "detail": detail,
    ]
    let settlement: Settlement? =
      if case .settling(let settlement) = slots[slot].state { settlement } else { nil }
    let refused = settlement ?? Settlement(claim, commit(claim, []))
    if let fallback = refused.fallback(reason, detail, mostBytes: settings.mostMessageBytes) {
      log(.error, "a claim cannot be ended as it should, and is a dead letter now", known)
      slots[slot].state = .settling(fallback)
    } else {
      log(.critical, "a claim cannot be ended; it is left to its lease", known)
      slots[slot].state = .free
    }
  }

  /// What log lines about a message name.
  func fields(of envelope: Envelope, _ more: [String: String] = [:]) -> [String: String] {
    ["task": envelope.task, "task_id": envelope.id].merging(more) { $1 }
  }
}
