// What clients are told while a handler runs: Celery's custom state PROGRESS, at most once a second.

internal import JSONText
internal import Logging
internal import Queue

extension DispatchMachine {
  /// How often clients are told at most; what comes more often is told by its last word.
  static let tellInterval = Duration.seconds(1)

  mutating func note(_ progress: JSON, of slot: Int) {
    guard case .running(var run) = slots[slot].state, !run.job.envelope.ignoresResult else { return }
    run.progress = progress
    slots[slot].state = .running(run)
  }

  mutating func tellRequest(for number: Int, at now: Instant) -> TellRequest {
    guard case .running(var run) = slots[number].state, let progress = run.progress.take() else {
      preconditionFailure("nothing to tell")
    }
    run.tellingDue = now + Self.tellInterval
    slots[number].state = .running(run)
    return TellRequest(
      claim: run.job.claim, mostBytes: settings.mostMessageBytes,
      effects: settings.results.effects(
        .progress(progress), of: run.job.envelope, at: clock.seconds(at: now)))
  }

  mutating func told(_ reply: SettleReply, of number: Int) {
    // The next word, or the end, is as good as this one; only that the claim is lost must be known at once.
    guard let run = slots[number].run else { return }
    switch reply {
    case .ok, .already: break
    case .lost: lose(number, "Redis knows nothing of the claim")
    case .refused(let reason, let detail):
      log(
        .warning, "progress cannot be told",
        fields(of: run.job.envelope, ["reason": reason, "detail": detail]))
    }
  }
}
