// The status line of a terminal: drawn over, below the log, never wider than the terminal.

import Fixtures
import Glibc
import Testing

@testable import Runtime

@Suite struct `The console` {
  @Test func `keeps the status line below what is written`() throws {
    let shown = try withTerminal { descriptor in
      let console = Console(Stream(descriptor))
      #expect(console.isTerminal)
      console.write("before\n")
      console.show(status: "one")
      console.show(status: "one")
      console.write("between\n")
      console.show(status: "two")
      console.show(status: "")
      console.write("after\n")
    }
    let erase = "\r\u{1B}[K"
    #expect(shown == "before\n\(erase)one\(erase)between\none\(erase)two\(erase)after\n")
  }

  @Test(arguments: [(80, 79), (40, 39), (3, 2), (0, 79)] as [(Int32, Int)])
  func `cuts the status line to the width`(columns: Int32, width: Int) throws {
    let shown = try withTerminal(columns: columns) { descriptor in
      Console(Stream(descriptor)).show(status: String(repeating: "x", count: 200))
    }
    #expect(shown == "\r\u{1B}[K" + String(repeating: "x", count: width - 1) + "…")
  }

  @Test func `is not flooded by one character of a million marks`() throws {
    let shown = try withTerminal { descriptor in
      Console(Stream(descriptor)).show(status: "e" + String(repeating: "\u{301}", count: 1_000_000))
    }
    #expect(shown.utf8.count < 200)
  }

  @Test func `has no status line where there is no terminal`() throws {
    let written = try withPipe { descriptor in
      let console = Console(Stream(descriptor))
      console.show(status: "one")
      console.write("line\n")
      console.show(status: "")
    }
    #expect(written == "line\n")
  }
}

@Suite struct `A console that never waits` {
  @Test func `leaves out what does not fit, and tells how much as soon as there is room`() throws {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    // F_SETPIPE_SZ
    try #require(fcntl(ends[1], 1031, 8192) == 8192)
    let console = Console(neverWaitingFor: Stream(ends[1]))
    // A page takes one of them.
    let line = String(repeating: "x", count: 2999) + "\n"
    for _ in 0..<5 { console.write(line) }
    #expect(try taken(ends[0]) == line + line)
    console.write("next\n")
    let lines = try taken(ends[0]).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.contains(#""count":"3""#) == true)
    #expect(lines.last == "next")
    // The mode of the descriptor, which others may share, is as it was.
    #expect(fcntl(ends[1], F_GETFL) & O_NONBLOCK == 0)
  }

  @Test func `goes on with a long line where it had to stop`() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    try #require(fcntl(ends[1], 1031, 8192) == 8192)
    let console = Console(neverWaitingFor: Stream(ends[1]))
    let line = String(repeating: "x", count: 9999) + "\n"
    console.write(line)
    var text = try taken(ends[0])
    for _ in 0..<3 {
      console.write("y\n")
      text += try taken(ends[0])
    }
    #expect(text.hasPrefix(line))
    #expect(text.split(separator: "\n").last == "y")
  }

  @Test func `does not mind that its reader is gone`() throws {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    close(ends[0])
    defer { close(ends[1]) }
    let console = Console(neverWaitingFor: Stream(ends[1]))
    for _ in 0..<5 { console.write("x\n") }
    Console(neverWaitingFor: Stream(Int32.max)).write("x\n")
  }

  private func taken(_ descriptor: Int32) throws -> String {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
