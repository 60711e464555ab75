// Reading and writing descriptors whole.

import Fixtures
import Glibc
import Processes
import Testing

@testable import Runtime

@Suite struct `A stream` {
  @Test func `is read to its end, up to a limit`() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/content"
      try write([UInt8](repeating: 7, count: 200_000), to: path)
      for (limit, count) in [(200_000, 200_000), (1 << 20, 200_000), (199_999, nil)] as [(Int, Int?)] {
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        #expect((try? Stream(descriptor).readAll(limit: limit).count) == count)
      }
    }
  }

  @Test func `that is closed says why`() {
    #expect {
      try Stream(Int32.max).readAll(limit: 1)
    } throws: { error in
      guard case Stream.ReadError.failed(let reason)? = error as? Stream.ReadError else { return false }
      return reason == "Bad file descriptor"
    }
  }

  @Test func `that does not block takes everything all the same`() throws {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    defer { close(ends[0]) }
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    // `wc` empties the pipe, which holds far less at a time.
    var launch = Launch("/usr/bin/wc", ["-c"])
    var answer: [Int32] = [-1, -1]
    try #require(pipe(&answer) == 0)
    defer { close(answer[0]) }
    launch.descriptors = [ends[0], answer[1], -1]
    let child = try launch.start()
    close(answer[1])
    #expect(Stream(ends[1]).write([UInt8](repeating: 10, count: 1_000_000)))
    close(ends[1])
    #expect(child.wait().status == .exited(0))
    #expect(try Stream(answer[0]).readAll(limit: 100) == Array("1000000\n".utf8))
  }

  @Test func `without a reader says so`() throws {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    close(ends[0])
    #expect(!Stream(ends[1]).write("x"))
    close(ends[1])
    #expect(!Stream(Int32.max).write("x"))
    #expect(Stream(Int32.max).write(""))
  }
}
