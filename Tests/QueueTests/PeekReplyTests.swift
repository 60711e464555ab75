// The replies to a peek, cut anywhere.

import Testing

@testable import Queue

@Suite struct `The reply to a peek` {
  /// What the bytes tell, each given as a character, in pieces of so many.
  private func events(_ text: String, piece: Int = .max, isEvaluating: Bool = false) -> [PeekReply.Event] {
    var reply = PeekReply(delimiter: Array("<ab>".utf8), isEvaluating: isEvaluating)
    var events: [PeekReply.Event] = []
    var rest = text.unicodeScalars.map { UInt8($0.value) }[...]
    while !rest.isEmpty {
      events += reply.take(Array(rest.prefix(piece)))
      rest = rest.dropFirst(piece)
    }
    return events
  }

  @Test(arguments: [1, 2, 3, 7, .max]) func `is understood however it is cut`(piece: Int) {
    for text in [
      "{\(String(repeating: "<a\n", count: 700))}", "poison", "\nx", String(repeating: "x", count: 1500),
    ] {
      #expect(events(text + "<ab>", piece: piece) == [.message, .end])
    }
    #expect(events("<ab>", piece: piece) == [.nothing, .end])
    #expect(events("Error: Server closed the connection\n", piece: piece).count == 1)
  }

  @Test(arguments: [1, 2, 3, 7, .max]) func `brings what was evaluated behind it`(piece: Int) {
    let frame = "=4\n\u{92}\u{A1}<\u{F9}"
    let found = PeekReply.Event.evaluated(["<", -7])
    #expect(
      events("{}<ab>\(frame)<ab>", piece: piece, isEvaluating: true)
        == [.message, .seen(Array("{}".utf8)), found, .end])
    #expect(events("<ab>\(frame)<ab>", piece: piece, isEvaluating: true) == [.nothing, found, .end])
    #expect(
      events("{}<ab>NOSCRIPT No\n<ab>", piece: piece, isEvaluating: true).dropFirst(2).first
        == .odd("NOSCRIPT No"))
    #expect(
      events("<ab>Error: Server closed the connection\n", piece: piece, isEvaluating: true)
        == [.nothing, .odd("Error: Server closed the connection")])
  }

  @Test(arguments: [(65_536, true), (70_000, false)])
  func `shows its message, unless that is long`(byteCount: Int, isShown: Bool) {
    let message = "{" + String(repeating: "<", count: byteCount - 2) + "}"
    let shown = events(message + "<ab>=1\n\u{01}<ab>", piece: 32_768, isEvaluating: true)
    let seen: [PeekReply.Event] = isShown ? [.seen(Array(message.utf8))] : []
    // A failure does not print all of it.
    let isAsExpected = shown == [.message] + seen + [.evaluated(1), .end]
    #expect(isAsExpected)
    // Where no script claims it, whoever does will read it.
    #expect(events("{}<ab>") == [.message, .end])
  }

  @Test func `rings with its first byte`() {
    var reply = PeekReply(delimiter: Array("<ab>".utf8))
    #expect(reply.take(Array("{".utf8)) == [.message])
    #expect(reply.isWithinMessage)
    #expect(reply.take(Array("}<".utf8)) == [])
    #expect(reply.take(Array("ab>".utf8)) == [.end])
    #expect(!reply.isWithinMessage)
  }

  @Test(arguments: [
    ("WRONGTYPE Operation\n<ab>", "WRONGTYPE Operation"),
    ("AUTH failed: WRONGPASS invalid\n", "AUTH failed: WRONGPASS invalid"),
    ("SELECT 3 failed: NOPERM no\n", "SELECT failed: NOPERM no"),
    ("Error: Server closed the connection\n", "Error: Server closed the connection"),
    ("Could not connect to Redis at x\n", "Could not connect to Redis at x"),
  ]) func `is odd when it is an error`(said: String, told: String) {
    #expect(events(said) == [.odd(told)])
  }

  @Test func `is odd when more follows`() {
    #expect(events("<ab><ab>") == [.nothing, .end, .odd("it said more than was asked: <ab>")])
    #expect(events("{}<ab>1") == [.message, .end, .odd("it said more than was asked: 1")])
    #expect(
      events("{}<ab>=9\n*1\r\n:1\r\nx<ab>", isEvaluating: true)
        == [.message, .seen(Array("{}".utf8)), .odd("its reply cannot be read: =9?*1??:1??x<ab>")])
    #expect(
      events("{}<ab>=2\n\u{91}\u{01}x<ab>", isEvaluating: true)
        == [.message, .seen(Array("{}".utf8)), .odd("it said more than was asked: x<ab>")])
  }
}
