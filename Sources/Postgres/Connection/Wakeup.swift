// What ends the wait of a thread from another one: a pipe that poll looks at beside the connection's socket.

import Glibc
import Synchronization

/// A signal between threads that, once raised, stays raised.
public final class Wakeup: Sendable {
  private let reader: Int32
  private let writer: Int32
  private let flag = Atomic<Bool>(false)

  /// Makes one that is not raised.
  ///
  /// Without a descriptor left it works too, only that waits last to their end.
  public init() {
    var ends: [Int32] = [-1, -1]
    if pipe(&ends) == 0 {
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
    reader = ends[0]
    writer = ends[1]
  }

  deinit { for end in [reader, writer] where end >= 0 { close(end) } }

  /// Whether it has been raised.
  public var isRaised: Bool { flag.load(ordering: .acquiring) }

  /// Ends every wait, now and later.
  public func raise() {
    guard !flag.exchange(true, ordering: .acquiringAndReleasing) else { return }
    var byte: UInt8 = 0
    _ = write(writer, &byte, 1)
  }

  /// Waits until it is raised.
  ///
  /// - Parameter patience: How long at most.
  /// - Returns: Whether it is raised.
  @discardableResult public func wait(upTo patience: Duration) -> Bool {
    let deadline = Deadline(after: patience)
    while !isRaised, !deadline.hasPassed {
      var watched = watched
      _ = poll(&watched, 1, deadline.milliseconds)
    }
    return isRaised
  }

  /// What poll is to look at.
  var watched: pollfd { pollfd(fd: reader, events: Int16(POLLIN), revents: 0) }
}
