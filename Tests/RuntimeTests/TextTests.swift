// What strangers wrote, made short and harmless.

import Testing

@testable import Runtime

@Suite struct `A stranger's text` {
  @Test(
    arguments: [
      ("", 8, ""), ("12345678", 8, "12345678"), ("123456789", 8, "12345…"), ("éééé", 8, "éééé"),
      ("ééééé", 8, "éé…"), ("😀😀😀", 8, "😀…"), ("e\u{301}\u{301}\u{301}\u{301}", 8, "e\u{301}\u{301}…"),
      ("abcdef", 3, "…"),
    ])
  func `is cut between two characters`(text: String, limit: Int, cut: String) {
    #expect(Array(text.clipped(toBytes: limit).unicodeScalars) == Array(cut.unicodeScalars))
  }

  @Test(
    arguments: [
      ("plain é😀日本", "plain é😀日本"), ("a\nb\r\tc", #"a\u{a}b\u{d}\u{9}c"#), ("\0", #"\u{0}"#),
      ("\u{1B}[2J\u{7}\u{7F}\u{9B}", #"\u{1b}[2J\u{7}\u{7f}\u{9b}"#),
      (
        "\u{202E}\u{2066}\u{200F}\u{61C}\u{2028}\u{2029}", #"\u{202e}\u{2066}\u{200f}\u{61c}\u{2028}\u{2029}"#
      ),
      (#"\u{1b}"#, #"\u{1b}"#),
    ])
  func `cannot control a terminal`(text: String, safe: String) {
    #expect(text.madeSafe == safe)
    #expect(text.safe() == safe)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.description.safe() }
    #expect(text.safe(lines: true) == lines.joined(separator: "\n"))
  }

  @Test(
    arguments: [
      String(repeating: "x", count: 5000), String(repeating: "\u{1B}", count: 1024),
      String(repeating: "é", count: 513), "e" + String(repeating: "\u{301}", count: 100_000),
      String(repeating: "😀\n", count: 300),
    ])
  func `takes at most one KiB, escapes included`(text: String) {
    let safe = text.madeSafe
    #expect(safe.utf8.count <= 1024 && safe.utf8.count > 1000)
    #expect(safe.unicodeScalars.last == "…")
    #expect(!safe.unicodeScalars.contains("\u{FFFD}"))
  }

  @Test func `of any length stays whole where there is room`() {
    let text = String(repeating: "é\u{1B}", count: 10_000)
    #expect(text.safe() == String(repeating: #"é\u{1b}"#, count: 10_000))
  }

  @Test func `of one KiB exactly stays whole`() {
    let text = String(repeating: "x", count: 1024)
    #expect(text.madeSafe == text)
  }
}
