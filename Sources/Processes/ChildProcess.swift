// A process that was started and is not yet waited for.

internal import CSystem
internal import Glibc

/// A child process.
public struct ChildProcess: Sendable {
  /// Its process id; with a session of its own also that of its group.
  public let pid: Int32
  /// Becomes readable when the process ends.
  public let pidfd: Int32

  /// How a process ended.
  public enum Status: Hashable, Sendable {
    /// With an exit code.
    case exited(Int32)
    /// By a signal.
    case signaled(Int32)
  }

  /// Takes on a child that this process did not start itself; it is to be waited for.
  ///
  /// - Parameter pid: Its process id.
  /// - Returns: The child; nil when it is none, or no descriptor is left.
  public static func own(_ pid: Int32) -> ChildProcess? {
    var found = siginfo_t()
    // While it is a child that nobody has waited for, its number is surely its own.
    guard pid > 0, waitid(P_PID, id_t(pid), &found, WEXITED | WNOHANG | WNOWAIT) == 0 else { return nil }
    let pidfd = csystem_pidfd_open(pid)
    return pidfd < 0 ? nil : ChildProcess(pid: pid, pidfd: pidfd)
  }

  /// Sends a signal, unless the process has been waited for.
  ///
  /// - Returns: Whether it was sent.
  @discardableResult public func send(signal: Int32) -> Bool {
    csystem_pidfd_signal(pidfd, signal) == 0
  }

  /// Sends a signal to the group that the process leads.
  ///
  /// Only before it is waited for: afterwards its id may be a stranger's.
  public func sendToGroup(signal: Int32) {
    kill(-pid, signal)
  }

  /// Waits for the end, and forgets the process.
  ///
  /// - Returns: How it ended, and the seconds of CPU time that it took.
  @discardableResult public func wait() -> (status: Status, cpuSeconds: Double) {
    var code: Int32 = 0
    var usage = rusage()
    while wait4(pid, &code, 0, &usage) < 0, errno == EINTR {}
    close(pidfd)
    let signal = code & 0x7F
    let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
    let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
    return (
      signal == 0 ? .exited((code >> 8) & 0xFF) : .signaled(signal),
      Double(seconds) + Double(microseconds) / 1e6
    )
  }

  /// Whether the process has ended; it still has to be waited for.
  public var hasEnded: Bool {
    var watched = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
    return poll(&watched, 1, 0) == 1
  }
}
