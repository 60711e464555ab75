// One line of shell, started through the shim alone, and what it says.

import Fixtures
import Processes
import Glibc

extension Launch {
  /// A launch of `sh -c`.
  static func shell(_ script: String) -> Launch { Launch("/bin/sh", ["-c", script]) }

  /// Starts with stdout on a pipe, in place of the second descriptor, and waits for the end.
  ///
  /// - Returns: What came out, without the last line end, and how the child ended.
  /// - Throws: ``Launch/Refusal``.
  func text() throws(Refusal) -> (text: String, status: ChildProcess.Status) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Refusal(call: "pipe", error: errno) }
    defer { close(ends[0]) }
    var launch = self
    if launch.descriptors.isEmpty { launch.descriptors = [-1, -1, 2] }
    launch.descriptors[1] = ends[1]
    if launch.environment.isEmpty { launch.environment = ["PATH": "/usr/bin:/bin"] }
    let child: ChildProcess
    do throws(Refusal) {
      child = try launch.start()
    } catch {
      close(ends[1])
      throw error
    }
    close(ends[1])
    var said: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while case let count = read(ends[0], &chunk, chunk.count), count > 0 { said += chunk[..<count] }
    if said.last == UInt8(ascii: "\n") { said.removeLast() }
    return (String(decoding: said, as: UTF8.self), child.wait().status)
  }
}
