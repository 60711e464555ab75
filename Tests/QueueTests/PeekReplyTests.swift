// The replies to a peek, cut anywhere.

import Testing

@testable import Queue

@Suite struct `The reply to a peek` {
  /// What the bytes tell, given in pieces of so many.
  private func events(_ text: String, piece: Int = .max) -> [PeekReply.Event] {
    var reply = PeekReply()
    var events: [PeekReply.Event] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      events += reply.take(Array(rest.prefix(piece)))
      rest = rest.dropFirst(piece)
    }
    return events
  }

  @Test(arguments: [1, 2, 3, 7, .max]) func `is understood however it is cut`(piece: Int) {
    let long = "\"" + String(repeating: "x", count: 2000) + "\\n\"\n"
    #expect(events(long, piece: piece) == [.message, .end])
    #expect(events("null\n", piece: piece) == [.nothing])
    #expect(events("HELLO 3 failed: NOPERM no\n\"x\"\n", piece: piece) == [.message, .end])
    #expect(events("Error: Server closed the connection\n", piece: piece).count == 1)
  }

  @Test func `rings with its first byte`() {
    var reply = PeekReply()
    #expect(reply.take(Array("\"".utf8)) == [.message])
    #expect(reply.isWithinMessage)
    #expect(reply.take(Array("{}\"".utf8)) == [])
    #expect(reply.take(Array("\n".utf8)) == [.end])
    #expect(!reply.isWithinMessage)
  }

  @Test(arguments: [
    ("error:\"WRONGTYPE Operation\"\n", "WRONGTYPE Operation"),
    ("AUTH failed: WRONGPASS invalid\n", "AUTH failed: WRONGPASS invalid"),
    ("SELECT 3 failed: NOPERM no\n", "SELECT failed: NOPERM no"),
    ("Error: Server closed the connection\n", "Error: Server closed the connection"),
    ("1\n", "its reply is of another shape: 1"), ("[]\n", "its reply is of another shape: []"), ("\n", ""),
    ("nullify\n", "nullify"),
  ]) func `is odd when it is neither a message nor null`(said: String, told: String) {
    #expect(events(said) == [.odd(told)])
  }

  @Test func `is odd when more follows`() {
    #expect(events("null\nnull\n") == [.nothing, .odd("it said more than was asked: null?")])
    #expect(events("\"x\"\n1") == [.message, .end, .odd("it said more than was asked: 1")])
  }

  @Test func `is odd when a line that is no message does not end`() {
    let found = events(String(repeating: "a", count: 5000))
    #expect(found == [.odd(String(repeating: "a", count: 200) + "...")])
  }
}
