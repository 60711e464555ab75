// What a long-lived process gives back after its start.

import Fixtures
import Glibc
import Runtime
import Testing

@Suite struct `The footprint of a process` {
  /// How much of its code is in memory, in KiB.
  private func code() throws -> Int {
    var isCode = false
    var sum = 0
    for line in String(decoding: try contents(of: "/proc/self/smaps"), as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      if words[0].contains("-"), words.count >= 5 { isCode = words[1] == "r-xp" && words[4] != "0" }
      if isCode, words[0] == "Rss:", let size = Int(words[1]) { sum += size }
    }
    return sum
  }

  @Test func `loses code that is not needed any more, and goes on as before`() async throws {
    let result = await #expect(processExitsWith: .success) {
      let suite = `The footprint of a process`()
      let before = try suite.code()
      Footprint.forgetStart()
      let after = try suite.code()
      try #require(after < before, "\(before) KiB before, \(after) after")
      // Whatever is called now is read anew.
      try #require([3, 1, 2].sorted().map(String.init).joined() == "123")
    }
    withExtendedLifetime(result) {}
  }
}
