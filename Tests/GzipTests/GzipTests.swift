// Small things packed whole.

import Gzip
import Testing

@Suite struct `Bytes that are packed` {
  private let text = Array(String(repeating: "one two three ", count: 5_000).utf8)

  @Test func `come back the same`() throws {
    for bytes in [[], [0], text, (0..<100_000).map { _ in UInt8.random(in: 0...255) }] {
      let packed = try #require(Gzip.packed(bytes))
      #expect(Gzip.unpacked(packed, limit: bytes.count) == bytes)
    }
    #expect(try #require(Gzip.packed(text)).count < text.count / 50)
  }

  @Test func `are not unpacked when there is too much of them, or a piece is missing or added`() throws {
    let packed = try #require(Gzip.packed(text))
    #expect(Gzip.unpacked(packed, limit: text.count - 1) == nil)
    #expect(Gzip.unpacked(Array(packed.dropLast()), limit: text.count) == nil)
    #expect(Gzip.unpacked([], limit: 10) == nil)
    #expect(Gzip.unpacked(text, limit: text.count) == nil)
  }
}
