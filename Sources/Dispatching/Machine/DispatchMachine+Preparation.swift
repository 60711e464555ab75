// What Redis is asked between a claim and the start of its handler: only what this message needs, so most
// need nothing.

internal import JSONText
internal import Logging
internal import Messages
internal import Queue

extension DispatchMachine {
  /// Goes on to the next step that a job needs, and after the last one starts its handler.
  mutating func prepare(_ job: Job, after step: Slot.Preparation?, in slot: Int, at now: Instant) {
    let steps = Slot.Preparation.allCases.drop { other in step != nil && other != step }
    if let next = steps.dropFirst(step == nil ? 0 : 1).first(where: { needs(job, $0) }) {
      slots[slot].state = .preparing(job, next)
    } else {
      start(job, in: slot, at: now)
    }
  }

  private func needs(_ job: Job, _ step: Slot.Preparation) -> Bool {
    let manifest = job.handler.manifest
    return switch step {
    case .revocation: job.claim.mayBeRevoked
    case .rate: manifest.rateLimit != nil
    // Of a message that was delivered too often Redis writes the end by itself, and so has to know it before.
    case .mark:
      !manifest.acknowledgesLate || job.claim.attempts >= settings.mostDeliveries || settings.tracksStarted
    }
  }

  /// The state STARTED if anybody wants to know, with our own process: the handler's is not known yet.
  private func started(_ job: Job, at seconds: Double) -> [Effect] {
    guard settings.tracksStarted else { return [] }
    let state = ResultRecord.State.started(
      processID: settings.info?.processID ?? 0, hostname: settings.hostname)
    return settings.results.effects(state, of: job.envelope, at: seconds)
  }

  mutating func preparation(of job: Job, _ step: Slot.Preparation, at now: Instant) -> QueueRequest {
    switch step {
    case .revocation: return .revocations(RevocationsRequest(ids: [job.envelope.id]))
    case .rate:
      return .rate(
        RateRequest(
          task: job.envelope.task, id: job.envelope.id, retries: job.envelope.retries,
          intervalMicroseconds: job.handler.manifest.rateLimit?.intervalMicroseconds ?? 1))
    case .mark:
      let lost = PythonException.workerLost("the dispatcher that ran the task is gone")
      let seconds = clock.seconds(at: now)
      return .mark(
        MarkRequest(
          claim: job.claim, mostBytes: settings.mostMessageBytes,
          isEarly: !job.handler.manifest.acknowledgesLate, beginning: started(job, at: seconds),
          ending: preparedEnd(.failure(lost, traceback: nil), of: job.envelope, at: seconds)))
    }
  }

  mutating func prepared(_ reply: QueueReply, in slot: Int, at now: Instant) {
    // A claim that was lost meanwhile has left the slot.
    guard case .preparing(let job, let step) = slots[slot].state else { return }
    switch (step, reply) {
    case (.revocation, .revocations(let reply)) where reply.standings.contains { $0 != .valid }:
      log(.info, "task revoked", fields(of: job.envelope))
      tellEnd(.revoked(isTerminated: false, signal: nil, isExpired: false), of: job.envelope, at: now)
      let effects = badEnd(.revoked(.revoked), of: job.envelope, at: clock.seconds(at: now))
      revoke(job.claim, effects, in: slot, at: now)
    case (.rate, .rate(.wait(let wait, let due))):
      log(.debug, "task put off by its rate", fields(of: job.envelope, ["wait_s": "\(wait.seconds)"]))
      // Behind others it would come too late for its slot, which would be lost, and get another one, and so on.
      let request = DeferRequest(claim: job.claim, due: .at(milliseconds: due), isNext: true)
      settle(job.claim, .defer(request), rest: wait, in: slot, at: now)
    case (.mark, .settled(.already)), (.mark, .settled(.lost)):
      log(.warning, "the claim was lost before its handler started", fields(of: job.envelope))
      slots[slot].state = .free
    case (.mark, .settled(.refused(let reason, let detail))):
      cannotBegin(job, "\(reason) \(detail)", in: slot, at: now)
    case (.revocation, .revocations), (.rate, .rate), (.mark, .settled):
      guard phase == .serving else {
        return putOff(job.claim, .after(.zero), isNext: true, in: slot, at: now)
      }
      prepare(job, after: step, in: slot, at: now)
    default: preconditionFailure("an answer to another question")
    }
  }

  private mutating func start(_ job: Job, in slot: Int, at now: Instant) {
    // While Redis was away somebody else may have got the message: its answer to this tells.
    guard slots[slot].leaseEnd > now else {
      return putOff(job.claim, .after(.zero), isNext: true, in: slot, at: now)
    }
    log(.debug, "task started", fields(of: job.envelope))
    slots[slot].state = .running(Run(job: job, startedAt: now))
    tell("task-started", of: job.envelope.id, at: now)
    actions.append(.start(slot: slot, job))
  }

  /// Ends a task whose ending cannot be left with Redis: it must not run, as nobody would learn of its loss.
  private mutating func cannotBegin(_ job: Job, _ reason: String, in slot: Int, at now: Instant) {
    let reason = "the end of the task cannot be written: \(reason)"
    log(.error, "task failed for good", fields(of: job.envelope, ["reason": reason]))
    let exception = PythonException("OperationalError", [.string(reason)], module: "kombu.exceptions")
    let effects = badEnd(
      .failure(exception, traceback: nil), of: job.envelope, at: clock.seconds(at: now))
    bury(job.claim, reason, taskID: job.envelope.id, effects, in: slot, at: now)
  }
}
