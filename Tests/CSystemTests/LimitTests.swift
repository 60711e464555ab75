// Limits of a child: they hold from its first instruction.

import Fixtures
import Processes
import Glibc
import Testing

@Suite struct `The limits of a child` {
  @Test func `are those that were asked for, and no core is dumped`() throws {
    var launch = Launch.shell("ulimit -c; ulimit -v; ulimit -St; ulimit -Ht; ulimit -n; ulimit -f")
    launch.memoryBytes = 512 << 20
    launch.cpuSeconds = 7
    launch.openFiles = 40
    launch.fileBytes = 1 << 20
    #expect(try launch.text().text == "0\n524288\n7\n8\n40\n2048")
  }

  @Test func `are this process's own when none was asked for`() throws {
    let own = String(decoding: try contents(of: "/proc/self/limits"), as: UTF8.self)
    let child = try Launch("/bin/cat", ["/proc/self/limits"]).text().text
    #expect(Self.lines(child) == Self.lines(own))
  }

  /// The lines but that of core dumps, which are off in any child.
  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n").filter { !$0.hasPrefix("Max core") }
  }

  @Test func `may be lower than the number of descriptors`() throws {
    var launch = Launch.shell("printf fine >&5")
    launch.descriptors = [-1, 1, 2, -1, -1, -1]
    launch.openFiles = 3
    let (text, status) = try launch.text()
    #expect(text.isEmpty)
    #expect(status != .exited(0))
  }

  @Test func `end one that computes for too long`() throws {
    var launch = Launch.shell("while :; do :; done")
    launch.cpuSeconds = 1
    let (status, seconds) = try launch.start().wait()
    #expect(status == .signaled(SIGXCPU))
    #expect((0.8...2.5).contains(seconds))
  }
}
