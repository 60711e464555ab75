// Random bytes through a real redis-cli and back, compared byte for byte.

import Fixtures
import Testing

@testable import Queue

@Suite struct `Bytes on their way to Redis and back` {
  @Test func `everything but printable ASCII is escaped, quotes and backslashes too`() {
    let line = Quoting.line([Array("a \"\\'b".utf8), [], [0, 0x0A, 0x7F, 0xFF]])
    #expect(String(decoding: line, as: UTF8.self) == #""a \x22\x5c'b" "" "\x00\x0a\x7f\xff""# + "\n")
  }

  @Test func `every pair of bytes arrives and comes back`() throws {
    try withPipe { pipe, _ in
      let bytes = [UInt8](0...255)
      let pairs = bytes.map { first in bytes.flatMap { [first, $0] } }
      let reply = try pipe.call(PipeRequest(.echo, arguments: pairs, deadline: .seconds(30)))
      let isSame = reply == pairs.map(ReplyValue.text)
      #expect(isSame)
    }
  }

  // Batches, because a request costs more than its bytes; the list in Redis in between is what messages lie in.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `a hundred thousand random texts are stored and come back`(seed: UInt64) throws {
    try withPipe { pipe, _ in
      var random = Draws(seed: seed)
      for _ in 0..<25 {
        let texts = (0..<1000).map { _ in random.bytes() }
        let request = PipeRequest(.store, keys: [random.bytes()], arguments: texts, deadline: .seconds(30))
        let reply = try pipe.call(request)
        let isSame = reply == [.array(texts.map(ReplyValue.text))]
        #expect(isSame, "seed \(seed)")
      }
    }
  }
}

/// Reproducible random bytes.
private struct Draws {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// Xorshift64 (Marsaglia 2003).
  private mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  /// Mostly short; half of them from the bytes that mean something to redis-cli or JSON.
  mutating func bytes() -> [UInt8] {
    let special = Array("\"\\'x0n \r\n\t\0\u{7F}ué\u{2028}".utf8)
    let isSpecial = next() & 1 == 0
    let count = next() % 64 == 0 ? next() % 2048 : next() % 24
    return (0..<count).map { _ in
      let draw = next() >> 24
      return isSpecial ? special[Int(draw % UInt64(special.count))] : UInt8(truncatingIfNeeded: draw)
    }
  }
}
