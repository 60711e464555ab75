// The status line of a terminal: drawn over, below the log, never wider than the terminal.

import Fixtures
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
