// From the end of a handler to the request that ends its claim.

internal import JSONText
internal import Logging
internal import Messages
internal import Queue

extension DispatchMachine {
  mutating func ended(_ end: HandlerEnd, in slot: Int, at now: Instant) {
    guard case .running(let run) = slots[slot].state else { return }
    guard run.intervention != .lost else {
      // Somebody else may have the message already: whatever this run said counts for nothing.
      slots[slot].state = .free
      return
    }
    var end = end
    end.intervention = run.intervention
    let seconds = clock.seconds(at: now)
    let ending = Ending(
      run.job, end, runtimeSeconds: run.startedAt.duration(to: now).seconds, serverSeconds: seconds)
    guard end.intervention != .revoked else {
      log(.info, "task revoked", ending.fields)
      tellEnd(.revoked(isTerminated: true, signal: 15, isExpired: false), of: ending.envelope, at: now)
      let effects = badEnd(.revoked(.terminated), of: ending.envelope, at: seconds)
      return revoke(ending.claim, effects, in: slot, at: now)
    }
    if case .noRoom(let reason) = end.status { return noRoom(for: run.job, reason, in: slot, at: now) }
    switch Verdict(end) {
    case .success(let result): succeeded(ending, result, in: slot, at: now)
    case .failure(let failure, let isPermanent):
      let wait = isPermanent ? nil : self.wait(for: run.job)
      failed(
        ending, failure.exception(limitSeconds: run.job.hardLimitSeconds), failure.traceback, wait, in: slot,
        at: now)
    case .later(let wait, let reason, let isCharged, let isCounted):
      guard isCharged else { return putBack(ending, wait, reason, isCounted, in: slot, at: now) }
      later(ending, wait, reason, in: slot, at: now)
    case .configuration(let reason):
      let rest = pauses.pause(run.job.envelope.task, at: now)
      log(
        .critical, "task paused: its configuration is wrong",
        ending.fields.merging(["reason": reason, "pause_s": "\(Int(rest.seconds))"]) { $1 })
      putOff(run.job.claim, .after(rest), in: slot, at: now)
    }
  }

  /// How long no message is claimed after a handler could not be started for want of descriptors, processes or memory.
  static let roomPause = Duration.seconds(1)

  /// Puts a message back that nothing has been done about: whoever has room may take it, this dispatcher after a pause.
  private mutating func noRoom(for job: Job, _ reason: String, in slot: Int, at now: Instant) {
    roomDue = now + Self.roomPause
    unwatchLists()
    if pace.admits(.room, at: now) {
      log(
        .warning, "no room for another handler; its message is put back, and none claimed for a while",
        fields(of: job.envelope, ["reason": reason, "pause_s": "\(Int(Self.roomPause.seconds))"]))
    }
    putOff(job.claim, .after(.zero), isNext: true, in: slot, at: now)
  }

  private mutating func succeeded(_ ending: Ending, _ result: JSON, in slot: Int, at now: Instant) {
    pauses.end(ending.envelope.task)
    log(.info, "task succeeded", ending.fields)
    tellEnd(.succeeded(result), of: ending.envelope, runtimeSeconds: ending.runtimeSeconds, at: now)
    let seconds = ending.serverSeconds
    let canvas = Canvas(success: result, of: ending.envelope, in: surroundings(at: seconds))
    let failure = unsendable(canvas, ending.claim, ending.envelope, at: seconds)
    if canvas.isTooLarge, let failure { return settle(ending.claim, .dead(failure), in: slot, at: now) }
    let sending = followUps(of: ending, isSuccess: true, and: canvas.messages)
    let effects = settings.results.effects(
      .success(result), of: ending.envelope, children: sending.ids, and: canvas.children, at: seconds)
    settle(
      ending.claim, commit(ending.claim, effects + canvas.effects + sending.effects), stages: sending.stages,
      alternative: failure.map { .dead($0) }, in: slot, at: now)
  }

  /// Runs it again after a wait, or for lack of one ends it for good.
  private mutating func failed(
    _ ending: Ending, _ exception: PythonException, _ traceback: String?, _ wait: Double?, in slot: Int,
    at now: Instant
  ) {
    let reason = exception.repr
    let fields = ending.fields.merging(["reason": reason]) { $1 }
    if let wait, let row = retryMessage(ending, wait) {
      log(.warning, "task failed, and will run again", fields.merging(["wait_s": "\(wait)"]) { $1 })
      tellEnd(.retried(exception, traceback: traceback), of: ending.envelope, at: now)
      let state = ResultRecord.State.retry(exception, traceback: traceback)
      let request = RetryRequest(
        claim: ending.claim, mostBytes: settings.mostMessageBytes, due: .after(.seconds(wait)), raw: row,
        effects: settings.results.effects(
          state, of: ending.envelope, children: [ending.envelope.id], at: ending.serverSeconds))
      settle(ending.claim, .retry(request), rest: .seconds(wait), in: slot, at: now)
      return
    }
    log(.error, "task failed for good", fields)
    tellEnd(.failed(exception, traceback: traceback), of: ending.envelope, at: now)
    let sending = followUps(of: ending, isSuccess: false)
    let effects = badEnd(
      .failure(exception, traceback: traceback), of: ending.envelope, children: sending.ids,
      at: ending.serverSeconds)
    bury(
      ending.claim, reason, taskID: ending.envelope.id, effects + sending.effects, stages: sending.stages,
      in: slot, at: now)
  }

  private mutating func followUps(
    of ending: Ending, isSuccess: Bool, and more: [Dispatch] = []
  ) -> FollowUpSending {
    let sending = FollowUpSending(
      ending.end, of: ending.job, isSuccess: isSuccess, handlers, settings, and: more,
      at: ending.serverSeconds)
    for task in sending.refused {
      log(
        .error, "a follow-up is not sent: the handler's manifest does not name it in may_enqueue",
        fields(of: ending.envelope, ["follow_up": task]))
    }
    return sending
  }

  /// Not now, says the handler, and that it was one of the task's tries.
  private mutating func later(
    _ ending: Ending, _ seconds: Double?, _ reason: String, in slot: Int, at now: Instant
  ) {
    guard let policy = wait(for: ending.job) else {
      failed(ending, maxRetriesExceeded(ending.envelope), ending.traceback, nil, in: slot, at: now)
      return
    }
    let exception = PythonException("Retry", [.string(reason)], module: "celery.exceptions")
    failed(ending, exception, ending.traceback, seconds ?? policy, in: slot, at: now)
  }

  /// How often in a week a handler may say "not now" without being charged for it; waiting for a lock is not counted.
  static let mostTimesPutBack = 20

  /// Puts a message back as it is; one that was put back too often has failed.
  private mutating func putBack(
    _ ending: Ending, _ seconds: Double?, _ reason: String, _ isCounted: Bool, in slot: Int, at now: Instant
  ) {
    // Asked to make room it wants to be run at once, by somebody else, and that is nobody's fault.
    let isAsked = ending.intervention == .asked
    let wait = Duration.seconds(seconds ?? (isAsked ? 0 : ending.job.handler.manifest.retry.delaySeconds))
    log(
      .info, "task put back", ending.fields.merging(["reason": reason, "wait_s": "\(wait.seconds)"]) { $1 })
    let exception = maxRetriesExceeded(ending.envelope)
    let sending = FollowUpSending(
      ending.end, of: ending.job, isSuccess: false, handlers, settings, at: ending.serverSeconds)
    let effects = badEnd(
      .failure(exception, traceback: ending.traceback), of: ending.envelope, children: sending.ids,
      at: ending.serverSeconds)
    let end = DeadRequest(
      claim: ending.claim, mostBytes: settings.mostMessageBytes,
      reason: "put back more than \(Self.mostTimesPutBack) times: \(reason)", taskID: ending.envelope.id,
      effects: effects + sending.effects)
    let request = DeferRequest(
      claim: ending.claim, due: .after(wait), mostTimes: isAsked || !isCounted ? nil : Self.mostTimesPutBack,
      isNext: isAsked)
    settle(ending.claim, .defer(request), rest: wait, alternative: .dead(end), in: slot, at: now)
  }

  /// In Celery's words.
  private func maxRetriesExceeded(_ envelope: Envelope) -> PythonException {
    .maxRetriesExceeded(
      """
      Can't retry \(envelope.task)[\(envelope.id)] args:\(envelope.argumentsRepr) \
      kwargs:\(envelope.keywordArgumentsRepr)
      """)
  }

  /// How long a job waits for its next run; nil: it has had them all.
  private mutating func wait(for job: Job) -> Double? {
    job.handler.manifest.retry.wait(
      afterRetries: job.envelope.retries, random: Double.random(in: 0...1, using: &generator))
  }

  private mutating func retryMessage(_ ending: Ending, _ wait: Double) -> [UInt8]? {
    try? EnvelopeWriter.retryEnvelope(
      of: ending.claim.raw, eta: ending.serverSeconds + wait, deliveryTag: TaskID.random(using: &generator))
  }
}

/// A run that has ended, with what is needed to settle and to report it.
private struct Ending {
  var job: Job
  var end: HandlerEnd
  var serverSeconds: Double
  var runtimeSeconds: Double
  var fields: [String: String]

  var claim: Claim { job.claim }
  var envelope: Envelope { job.envelope }
  var intervention: HandlerEnd.Intervention { end.intervention }
  var traceback: String? { end.errors.isEmpty ? nil : end.errors }

  init(_ job: Job, _ end: HandlerEnd, runtimeSeconds: Double, serverSeconds: Double) {
    self.job = job
    self.end = end
    self.serverSeconds = serverSeconds
    self.runtimeSeconds = runtimeSeconds
    fields = [
      "task": job.envelope.task, "task_id": job.envelope.id, "attempt": "\(job.envelope.retries + 1)",
      "runtime_s": runtimeSeconds.thousandths, "cpu_s": end.cpuSeconds.thousandths,
    ]
  }
}

extension Double {
  /// The number with three digits behind the point.
  fileprivate var thousandths: String {
    let count = Int((max(0, self) * 1000).rounded())
    return "\(count / 1000).\(String(count % 1000 + 1000).dropFirst())"
  }
}
