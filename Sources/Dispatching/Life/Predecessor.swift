// A dispatcher of our name that died: its lock is ours now, so it is gone; its handlers should be too, since
// they die with it. Only when that is certain may its claims be given back before their leases end.

internal import Glibc
internal import Processes
internal import Queue

/// A dispatcher that this one comes after.
struct Predecessor {
  private let content: SessionLedger.Content

  /// Takes what it has left; nil: there was none.
  init?(_ content: SessionLedger.Content) {
    guard !content.owners.isEmpty else { return nil }
    self.content = content
  }

  /// How far the date of a process may be from what was written down: the kernel counts hundredths, and the
  /// line was written after the start.
  private static let toleranceMilliseconds: Int64 = 2000

  /// Ends whatever of its handlers is still there.
  ///
  /// - Parameters:
  ///   - boot: The machine's present run.
  ///   - patience: How long they have to be gone after SIGKILL.
  /// - Returns: Its identities in Redis when none of its handlers runs any more, else none.
  func end(boot: String = MachineTime.boot, patience: Duration = .seconds(5)) -> [OwnerID] {
    // Another run of the machine: nothing of it can be left.
    guard content.boot == boot else { return content.owners }
    let end = ContinuousClock.now + patience
    while true {
      let rest = content.sessions.filter { standing(of: $0) != .gone }
      guard !rest.isEmpty else { return content.owners }
      guard ContinuousClock.now < end else { return [] }
      for session in rest where standing(of: session) == .running { kill(-session.pid, SIGKILL) }
      usleep(5000)
    }
  }

  private enum Standing {
    case gone
    case running
    /// There is such a process, and the kernel does not show when it was started: it may be a stranger.
    case hidden
  }

  private func standing(of session: SessionLedger.Session) -> Standing {
    guard getsid(session.pid) == session.pid else { return .gone }
    guard let (start, isDead) = MachineTime.standing(of: session.pid) else {
      return kill(session.pid, 0) == 0 ? .hidden : .gone
    }
    // Whether anybody has taken note of its death is not our affair: in a container nobody may ever.
    guard !isDead else { return .gone }
    return abs(session.startMilliseconds - start) <= Self.toleranceMilliseconds ? .running : .gone
  }
}
