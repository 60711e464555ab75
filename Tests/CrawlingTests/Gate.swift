// A signal between threads.

import Glibc

/// Closed until somebody opens it, and then open for good.
final class Gate: Sendable {
  private let ends: (read: Int32, write: Int32)

  init() {
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0, "cannot make a pipe")
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    self.ends = (ends[0], ends[1])
  }

  deinit {
    close(ends.read)
    close(ends.write)
  }

  /// Lets everybody through.
  func open() { _ = write(ends.write, "x", 1) }

  /// Whether it is open.
  var isOpen: Bool { isReadable(within: 0) }

  /// Holds the thread until it is open, or for so long; among many other tests the work behind it may take minutes.
  @discardableResult func wait(milliseconds: Int32 = -1) -> Bool { isReadable(within: milliseconds) }

  private func isReadable(within milliseconds: Int32) -> Bool {
    var polled = pollfd(fd: ends.read, events: Int16(POLLIN), revents: 0)
    return poll(&polled, 1, milliseconds) > 0
  }
}
