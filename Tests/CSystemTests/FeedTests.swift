// Messages to processes that may not want them.

import Fixtures
import Glibc
import Processes
import Testing

@Suite struct `A feed` {
  @Test func `to a process that has ended fails and does no harm`() throws {
    var reader: Int32 = -1
    let feed = try Feed(sending: Array("unread".utf8), reader: &reader)
    close(reader)
    feed.send()
    #expect(!feed.isOpen)
  }

  @Test func `sends as much as its reader takes, and ends`() throws {
    var reader: Int32 = -1
    let message = [UInt8](repeating: 7, count: 300_000)
    let feed = try Feed(sending: message, reader: &reader)
    defer { close(reader) }
    var taken: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      feed.send()
      let count = read(reader, &chunk, chunk.count)
      guard count > 0 else { break }
      taken += chunk[0..<count]
    }
    #expect(taken == message)
    #expect(!feed.isOpen)
  }
}
