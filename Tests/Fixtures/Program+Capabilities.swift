// Programs without the rights of root: what protects them from their own user does not hold against root.

internal import Glibc
internal import Processes

extension Program {
  /// Has it run without root's capabilities; of a user who has none anyway, it runs as it is.
  ///
  /// It stays the same process, of the same user.
  public mutating func dropCapabilities() {
    guard getuid() == 0 else { return }
    arguments = ["--bounding-set=-all", "--inh-caps=-all", path] + arguments
    path = "/usr/bin/setpriv"
  }
}

/// Tells whether another process of the same user, without root's capabilities, can read a process's environment.
public func othersCanReadEnvironment(of running: RunningProgram) throws -> Bool {
  let path = "/proc/\(running.child.pid)/environ"
  return try runProgram("/bin/cat", arguments: [path]) { $0.dropCapabilities() }.status == .exited(0)
}
