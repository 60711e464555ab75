// Text on its way to the database: what is replaced, where it is cut, and how COPY's format holds it.

import Testing

@testable import Postgres

@Suite struct `Text for the database` {
  @Test(arguments: [
    ("plain", nil, "plain"), ("a\0b\0", nil, "a\u{FFFD}b\u{FFFD}"), ("abc", 3, "abc"), ("abcd", 3, "abc"),
    ("aé", 2, "a"), ("aé", 3, "aé"), ("漢字", 5, "漢"), ("🦊", 3, ""), ("🦊🦊", 4, "🦊"), ("abc", 0, ""),
    ("abc", -1, ""), ("\0\0", 3, "\u{FFFD}"), ("\0\0", 5, "\u{FFFD}"),
  ])
  func `has no NUL and is cut between characters`(text: String, limit: Int?, safe: String) {
    #expect(DatabaseText.safe(text, bytes: limit) == safe)
  }

  @Test func `is what UTF-8 of broken bytes is left`() {
    let bytes: [UInt8] = [0x61, 0xFF, 0x00, 0xE6, 0xBC]
    #expect(DatabaseText.safe(bytes) == "a\u{FFFD}\u{FFFD}\u{FFFD}")
    #expect(DatabaseText.safe(bytes, bytes: 5) == "a\u{FFFD}")
  }

  @Test func `of random bytes is as long as allowed, and a beginning of the whole`() {
    var dice = SplitMix(state: 1)
    for _ in 0..<2_000 {
      let bytes = dice.hostileBytes(upTo: 60)
      let whole = DatabaseText.safe(bytes)
      let limit = Int(dice.next() % 70)
      let cut = DatabaseText.safe(bytes, bytes: limit)
      #expect(!whole.utf8.contains(0))
      #expect(cut.utf8.count <= limit && whole.utf8.starts(with: cut.utf8))
      // No more is missing than the rest of one character.
      #expect(cut.utf8.count == whole.utf8.count || cut.utf8.count > limit - 4)
    }
  }

  @Test func `is read back from COPY's format as it was`() {
    var dice = SplitMix(state: 2)
    for _ in 0..<2_000 {
      let row = (0..<3).map { _ -> SQLValue in
        dice.next().isMultiple(of: 8) ? .null : .text(DatabaseText.safe(dice.hostileBytes(upTo: 40)))
      }
      var text: [UInt8] = []
      CopyText.append(row, to: &text)
      #expect(Self.read(text) == row)
    }
  }

  /// Reads one row as PostgreSQL does.
  private static func read(_ text: [UInt8]) -> [SQLValue]? {
    guard text.last == UInt8(ascii: "\n"), text.count(where: { $0 == UInt8(ascii: "\n") }) == 1 else {
      return nil
    }
    let fields = text.dropLast().split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
    return fields.map { field in
      guard Array(field) != Array("\\N".utf8) else { return .null }
      var bytes: [UInt8] = []
      var rest = field
      while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "\\"), let letter = rest.popFirst() else {
          bytes.append(byte)
          continue
        }
        let meaning: [UInt8: UInt8] = [
          UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "\\"): 0x5C,
        ]
        bytes.append(meaning[letter] ?? 0)
      }
      return .text(String(decoding: bytes, as: UTF8.self))
    }
  }
}
