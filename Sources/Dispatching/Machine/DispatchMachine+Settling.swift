// The requests that end claims, asked until the answer is definite.

internal import Logging
internal import Queue

extension DispatchMachine {
  mutating func putOff(
    _ claim: Claim, _ due: Moment, isNext: Bool = false, in slot: Int, at now: Instant
  ) {
    let rest: Duration? = if case .after(let rest) = due { rest } else { nil }
    let request = DeferRequest(claim: claim, due: due, isNext: isNext)
    settle(claim, .defer(request), rest: rest, in: slot, at: now)
  }

  mutating func bury(
    _ claim: Claim, _ reason: String, taskID: String?, _ effects: [Effect], stages: [StageRequest] = [],
    in slot: Int, at now: Instant
  ) {
    let request = DeadRequest(
      claim: claim, mostBytes: settings.mostMessageBytes, reason: reason, taskID: taskID, effects: effects)
    settle(claim, .dead(request), stages: stages, in: slot, at: now)
  }

  func commit(_ claim: Claim, _ effects: [Effect]) -> QueueRequest {
    .commit(CommitRequest(claim: claim, mostBytes: settings.mostMessageBytes, effects: effects))
  }

  /// Ends a claim by what was written for a revocation; if those behind it cannot be told, its own result is stored.
  mutating func revoke(_ claim: Claim, _ effects: [Effect], in slot: Int, at now: Instant) {
    let alternative = effects.count > 1 ? commit(claim, Array(effects.prefix(1))) : nil
    settle(claim, commit(claim, effects), alternative: alternative, in: slot, at: now)
  }

  mutating func settle(
    _ claim: Claim, _ request: QueueRequest, rest: Duration? = nil, stages: [StageRequest] = [],
    alternative: QueueRequest? = nil, in slot: Int, at now: Instant
  ) {
    var settlement = Settlement(claim, request, rest: rest, alternative: alternative)
    settlement.stages = stages
    slots[slot].state = .settling(settlement)
    // Its answer frees the slot, and then there may be a message for it.
    if !areListsEmpty { claimDue = min(claimDue, now) }
  }

  mutating func settled(_ reply: SettleReply, in slot: Int, at now: Instant) {
    guard case .settling(var settlement) = slots[slot].state else { return }
    switch reply {
    case .ok where !settlement.stages.isEmpty:
      settlement.stages.removeFirst()
      slots[slot].state = .settling(settlement)
    case .ok(_, let letters):
      slots[slot].state = .free
      if let letters {
        log(
          .warning, "many dead letters; look at them with devseo dead list",
          ["queue": settlement.claim.queue, "letters": "\(letters)"])
      }
      if let rest = settlement.rest { promoteDue = min(promoteDue, now + rest) }
    case .already:
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
      log(
        .error,
        refused.alternative == nil
          ? "a claim cannot be ended as it should, and is a dead letter now"
          : "task ended otherwise: it was put back too often, or what follows it cannot be written", known)
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
