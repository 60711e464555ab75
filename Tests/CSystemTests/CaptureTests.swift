// Taking what a process says: lines of a long life, and those that have no end.

import Glibc
import Processes
import Testing

@Suite struct `A capture of lines` {
  @Test func `forgets what was taken, however much that becomes`() throws {
    var writer: Int32 = -1
    let capture = try Capture(limit: 1000, keeps: .lines, writer: &writer)
    defer { close(writer) }
    let line = [UInt8](repeating: 0x78, count: 999)
    for _ in 0..<2000 {
      #expect(write(writer, line + [0x0A], 1000) == 1000)
      capture.receive()
      #expect(capture.nextLine() == line)
      #expect(capture.nextLine() == nil)
      #expect(capture.bytes.isEmpty)
    }
    #expect(!capture.isCut)
  }

  @Test func `leaves out a line that is too long, and none beside it`() throws {
    var writer: Int32 = -1
    let capture = try Capture(limit: 1000, keeps: .lines, writer: &writer)
    defer { close(writer) }
    var lines: [String] = []
    for part in [
      "one\ntw", "o\n" + String(repeating: "x", count: 900), String(repeating: "x", count: 900),
      "xx\nthree\n",
    ] {
      #expect(write(writer, Array(part.utf8), part.utf8.count) == part.utf8.count)
      capture.receive()
      while let line = capture.nextLine() { lines.append(String(decoding: line, as: UTF8.self)) }
    }
    #expect(lines == ["one", "two", "three"])
    #expect(capture.isCut)
  }
}
