// Lines off a descriptor, however they come.

import Glibc
import Runtime
import Testing

@Suite struct `Lines of a stream` {
  /// Runs `body` with a reader, and what writes to it; nil ends the stream.
  private func withReader(_ body: (inout LineReader, (String?) -> Void) throws -> Void) throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    var writer = ends[1]
    defer {
      close(ends[0])
      if writer >= 0 { close(writer) }
    }
    var reader = LineReader(Stream(ends[0]))
    try body(&reader) { text in
      if let text { Stream(writer).write(text) } else { close(writer); writer = -1 }
    }
  }

  private func text(_ line: [UInt8]?) -> String? { line.map { String(decoding: $0, as: UTF8.self) } }

  @Test func `come one by one`() throws {
    try withReader { reader, write in
      write("a\n\nb\r\nrest")
      let lines = try [reader.next(limit: 9), reader.next(limit: 9), reader.next(limit: 9)]
      #expect(lines.map(text) == ["a", "", "b\r"])
      #expect(reader.isWithinLine)
      write(" of it\n")
      #expect(try text(reader.next(limit: 10)) == "rest of it")
      #expect(!reader.isWithinLine)
      write(nil)
      #expect(try reader.next(limit: 9) == nil)
      #expect(!reader.isWithinLine)
    }
  }

  @Test func `without an end are none`() throws {
    try withReader { reader, write in
      write("half")
      write(nil)
      let line = try reader.next(limit: 9)
      #expect(line == nil && reader.isWithinLine)
    }
  }

  @Test func `may be as long as allowed, with or without their end`() throws {
    for rest in ["\n", ""] {
      try withReader { reader, write in
        write("123\n")
        let line = try reader.next(limit: 3)
        #expect(text(line) == "123")
        write("1234" + rest)
        let error = #expect(throws: Stream.ReadError.self) { try reader.next(limit: 3) }
        #expect(error.map { "\($0)" } == "tooLarge")
      }
    }
  }

  @Test func `are not waited for when that is given up`() throws {
    try withReader { reader, write in
      write("half")
      var turns = 0
      let error = #expect(throws: Stream.ReadError.self) {
        try reader.next(limit: 9) { _ in
          turns += 1
          return turns == 1
        }
      }
      #expect(error.map { "\($0)" } == "interrupted")
      #expect(reader.isWithinLine)
    }
  }
}
