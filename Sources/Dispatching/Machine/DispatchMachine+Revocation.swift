// Tasks that are revoked while they run: found out within a second, because Redis counts revocations.

internal import Glibc
internal import Logging
internal import Queue

extension DispatchMachine {
  /// How long a handler has between the signal and SIGKILL when its task is terminated.
  static let revocationGrace = Duration.seconds(10)

  /// Looks whether anything was revoked since the last time.
  mutating func noticeRevision(_ current: Int64) {
    defer { revision = current }
    guard let revision, revision != current else { return }
    isInspectionDue = slots.contains { $0.run != nil }
  }

  mutating func inspectionRequest() -> RevocationsRequest {
    isInspectionDue = false
    inspected = slots.compactMap { $0.run?.job.envelope.id }
    return RevocationsRequest(ids: inspected)
  }

  mutating func inspected(_ reply: RevocationsRequest.Reply, at now: Instant) {
    for (id, standing) in zip(inspected, reply.standings) {
      // Without a signal a task that runs may end by itself, as with Celery.
      guard case .terminated(let name) = standing else { continue }
      for number in slots.indices {
        guard case .running(var run) = slots[number].state, run.job.envelope.id == id,
          run.intervention < .revoked
        else { continue }
        let signal = name.hasSuffix("KILL") ? SIGKILL : SIGTERM
        run.revocationDeadline = now + Self.revocationGrace
        run.isKilled = signal == SIGKILL
        slots[number].state = .running(run)
        log(.info, "task terminated", fields(of: run.job.envelope, ["signal": name]))
        intervene(.revoked, number, signal)
      }
    }
  }

  /// Kills a handler that was asked to end because its task was revoked, and did not.
  mutating func killRevoked(_ number: Int, at now: Instant) {
    guard case .running(var run) = slots[number].state, let deadline = run.revocationDeadline,
      deadline <= now,
      !run.isKilled
    else { return }
    run.isKilled = true
    slots[number].state = .running(run)
    actions.append(.signal(slot: number, SIGKILL))
  }
}
