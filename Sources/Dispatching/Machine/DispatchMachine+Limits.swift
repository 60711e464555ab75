// What is done to handlers that run: limits, lost claims, and the end of the dispatcher.

internal import Glibc
internal import Logging
internal import Queue

extension DispatchMachine {
  /// How long handlers have between SIGTERM and SIGKILL when a drain takes too long.
  static let drainGrace = Duration.seconds(10)

  /// Asks and kills whoever is over time.
  mutating func watchLimits(at now: Instant) {
    for number in slots.indices where slots[number].kind == .running {
      guard let run = slots[number].run, run.intervention != .lost else { continue }
      if slots[number].leaseEnd <= now {
        lose(number, "Redis could not be told in time that it still runs")
      } else if run.intervention == .revoked {
        killRevoked(number, at: now)
      } else if let deadline = run.hardDeadline, deadline <= now, run.intervention < .hardLimit {
        log(.warning, "task killed at its hard limit", fields(of: run.job.envelope))
        intervene(.hardLimit, number, SIGKILL)
      } else if let deadline = run.softDeadline, deadline <= now, run.intervention < .softLimit {
        log(.warning, "task asked to end at its soft limit", fields(of: run.job.envelope))
        intervene(.softLimit, number, SIGTERM)
      }
    }
    guard case .draining(let term, let kill) = phase else { return }
    if kill <= now {
      killAll()
    } else if term <= now {
      for number in slots.indices where slots[number].run?.intervention == HandlerEnd.Intervention.none {
        intervene(.asked, number, SIGTERM)
      }
    }
  }

  /// Gives a claim up: from now on somebody else may run the message, so its handler must be gone.
  mutating func lose(_ number: Int, _ reason: String) {
    switch slots[number].state {
    case .free, .claiming: return
    // The answer tells whether it is lost: there may be a result, and nobody runs.
    case .settling: return
    case .preparing(let job, _):
      log(.warning, "a claim is lost: \(reason)", fields(of: job.envelope))
      slots[number].state = .free
    case .running(let run):
      log(.warning, "a claim is lost, its handler is killed: \(reason)", fields(of: run.job.envelope))
      intervene(.lost, number, SIGKILL)
    }
  }

  mutating func intervene(_ intervention: HandlerEnd.Intervention, _ number: Int, _ signal: Int32) {
    guard case .running(var run) = slots[number].state else { return }
    run.intervention = max(run.intervention, intervention)
    slots[number].state = .running(run)
    actions.append(.signal(slot: number, signal))
  }

  // MARK: - The end of the dispatcher

  /// Begins to drain; asked again, ends the handlers at once.
  mutating func terminate(at now: Instant) {
    switch phase {
    case .starting, .ended:
      // Nothing was claimed yet.
      if phase == .starting { end(0) }
    case .serving:
      unwatchLists()
      let count = slots.count { $0.run != nil }
      log(.info, "draining: no more claims", ["running": "\(count)"])
      let term = now + settings.drainTimeout
      phase = .draining(term: term, kill: term + Self.drainGrace)
    case .draining:
      log(.warning, "ending at once: running handlers are killed, their messages given back")
      phase = .draining(term: now, kill: now)
      killAll()
    }
  }

  private mutating func killAll() {
    for number in slots.indices {
      guard let run = slots[number].run, run.intervention != .hardLimit, !run.isKilled else { continue }
      intervene(.asked, number, SIGKILL)
      guard case .running(var run) = slots[number].state else { continue }
      run.isKilled = true
      slots[number].state = .running(run)
    }
  }

  /// How long the dispatcher goes on trying to give claims back when nothing runs any more.
  static let farewellPatience = Duration.seconds(5)

  /// Ends when all is given back, or when Redis cannot be told for too long.
  mutating func endIfDone(at now: Instant) {
    guard case .draining(_, let kill) = phase else { return }
    let isIdle = slots.allSatisfy { $0.run == nil }
    if isReleased {
      log(.info, "drained")
      end(0)
    } else if isIdle, now >= kill + Self.farewellPatience {
      log(.error, "cannot give claims back: Redis does not answer; they are left to their leases")
      end(69)
    }
  }
}
