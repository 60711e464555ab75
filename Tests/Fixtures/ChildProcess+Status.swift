// How much memory a running program takes.

internal import Glibc
internal import Processes

extension ChildProcess {
  /// The most memory it has used so far, in KiB.
  ///
  /// Not `ru_maxrss`: after vfork that begins with the memory of this process.
  var peakKiB: Int {
    guard let status = try? contents(of: "/proc/\(pid)/status") else { return 0 }
    let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(separator: " ").compactMap { Int($0) }.first ?? 0
  }
}
