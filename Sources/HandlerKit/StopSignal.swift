// SIGTERM and SIGINT become a flag that the work looks at between two steps, and a descriptor that wakes
// whoever waits: a signal just before a blocking read would otherwise be noticed only after it.

internal import Glibc
internal import Runtime
internal import Synchronization

/// Whether somebody asked the process to stop.
enum StopSignal {
  private static let flag = Atomic<Bool>(false)
  /// An eventfd: readable from the first signal on.
  private static let wake = Atomic<Int32>(-1)

  static var isRaised: Bool { flag.load(ordering: .relaxed) }

  /// Catches the signals.
  ///
  /// A second SIGINT ends the process at once: a person has lost patience.
  static func watch() {
    // Touches the lazily made values here, not inside the signal handler.
    flag.store(false, ordering: .relaxed)
    wake.store(Bell.make(), ordering: .relaxed)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in StopSignal.raise() }
    sigaction(SIGTERM, &action, nil)
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    sigaction(SIGINT, &action, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  /// Catches them in a process that was cloned from one that does, and that must not wake this one.
  static func watchAnew() {
    close(wake.load(ordering: .relaxed))
    watch()
  }

  /// Waits until a descriptor can be read; false when a stop was asked for before that.
  static func waits(for descriptor: Int32) -> Bool { firstReady(of: [descriptor]) != nil }

  /// The same for something that may be long in coming.
  static func waitsAtRest(for descriptor: Int32) -> Bool {
    firstReady(of: [descriptor], resting: Footprint.forgetCode) != nil
  }

  /// After how long a wait is a rest.
  private static let restMilliseconds: Int32 = 500

  /// Waits until one of several descriptors can be read.
  ///
  /// - Parameters:
  ///   - descriptors: The descriptors.
  ///   - rest: Called once if that takes long.
  /// - Returns: The first of them that can; nil when a stop was asked for before that.
  static func firstReady(of descriptors: [Int32], resting rest: (() -> Void)? = nil) -> Int32? {
    var polled = (descriptors + [wake.load(ordering: .relaxed)]).map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    var rest = rest
    while true {
      let count = poll(&polled, nfds_t(polled.count), rest == nil ? -1 : restMilliseconds)
      if count == 0 { rest.take()?() }
      guard count > 0 else { continue }
      guard let ready = polled.first(where: { $0.revents != 0 })?.fd else { continue }
      return ready == polled.last?.fd ? nil : ready
    }
  }

  /// Runs within the signal handler: two calls that are safe there, and `errno` left as it was.
  private static func raise() {
    let error = errno
    flag.store(true, ordering: .relaxed)
    var one: UInt64 = 1
    _ = write(wake.load(ordering: .relaxed), &one, 8)
    errno = error
  }
}
