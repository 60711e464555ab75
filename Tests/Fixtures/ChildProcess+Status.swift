// What the kernel tells everybody about a running program.

internal import Glibc
internal import Processes

extension ChildProcess {
  /// The most memory it has used so far, in KiB.
  ///
  /// Not `ru_maxrss`: after vfork that begins with the memory of this process.
  var peakKiB: Int {
    status("VmHWM")?.split(separator: " ").first.flatMap { Int($0) } ?? 0
  }

  /// Whether it has a signal handler of its own for a signal.
  func catches(_ signal: Int32) -> Bool {
    let caught = status("SigCgt").flatMap { UInt64($0, radix: 16) } ?? 0
    return caught & 1 << (signal - 1) != 0
  }

  /// A line of `/proc/PID/status`.
  private func status(_ name: String) -> String? {
    guard let status = try? contents(of: "/proc/\(pid)/status") else { return nil }
    let lines = String(decoding: status, as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("\(name):") }) else { return nil }
    return String(line.dropFirst(name.utf8.count + 1).drop { $0 == "\t" || $0 == " " })
  }
}
