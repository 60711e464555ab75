// Handlers that have said all and are about to exit: their ends are on their way already, and their processes are still
// to be waited for, or to be killed when they do not go.

internal import Glibc
internal import Processes

/// The handlers of a dispatcher whose runs are over and whose processes are not.
struct LeavingHandlers {
  private struct Leaver {
    var process: HandlerProcess
    var folder: PrivateFolder
    var deadline: ContinuousClock.Instant
    var isKilled = false
  }

  private var leavers: [Leaver] = []

  /// How long a process may take to exit once it has said that it does.
  private static let patience = Duration.seconds(1)

  /// Takes on a handler that has concluded.
  mutating func add(_ process: HandlerProcess, _ folder: PrivateFolder) {
    leavers.append(Leaver(process: process, folder: folder, deadline: .now + Self.patience))
  }

  /// The process ids.
  var processIDs: [Int32] { leavers.map(\.process.child.pid) }

  /// When to look after them even if none has ended.
  var nextDeadline: ContinuousClock.Instant? { leavers.lazy.filter { !$0.isKilled }.map(\.deadline).min() }

  /// Waits for those that have ended, and kills those that should have.
  ///
  /// - Returns: The folders that nobody uses any more.
  mutating func reap() -> [PrivateFolder] {
    guard !leavers.isEmpty else { return [] }
    var left: [PrivateFolder] = []
    let now = ContinuousClock.now
    leavers = leavers.compactMap { leaver in
      var leaver = leaver
      if leaver.process.reap(.none) != nil {
        left.append(leaver.folder)
        return nil
      }
      if leaver.deadline <= now, !leaver.isKilled {
        leaver.process.signal(SIGKILL)
        leaver.isKilled = true
      }
      return leaver
    }
    return left
  }

  /// Kills all of them; the dispatcher ends.
  ///
  /// - Returns: Their folders.
  mutating func killAll() -> [PrivateFolder] {
    defer { leavers = [] }
    for leaver in leavers { leaver.process.signal(SIGKILL) }
    return leavers.map(\.folder)
  }
}
