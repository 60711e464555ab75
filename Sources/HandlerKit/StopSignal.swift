// SIGTERM and SIGINT become a flag that the work looks at between two steps.

internal import Glibc
internal import Synchronization

/// Whether somebody asked the process to stop.
enum StopSignal {
  private static let flag = Atomic<Bool>(false)

  static var isRaised: Bool { flag.load(ordering: .relaxed) }

  /// Catches the signals.
  ///
  /// A second SIGINT ends the process at once: a person has lost patience.
  static func watch() {
    // Touches the lazily made flag here, not inside the signal handler.
    flag.store(false, ordering: .relaxed)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in StopSignal.flag.store(true, ordering: .relaxed) }
    sigaction(SIGTERM, &action, nil)
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    sigaction(SIGINT, &action, nil)
    signal(SIGPIPE, SIG_IGN)
  }
}
