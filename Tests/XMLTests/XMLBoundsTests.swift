// Documents made to take up memory or time.

import Testing
import XML

@Suite(.timeLimit(.minutes(1))) struct `XML without bounds` {
  @Test func `may nest so deep and no deeper`() {
    func nested(_ depth: Int) -> String {
      String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
    }
    #expect(read(nested(XMLReader.longestPath)).end == .whole)
    #expect(read(nested(XMLReader.longestPath + 1)).end == .malformed("elements nest too deep"))
    #expect(read(String(repeating: "<a>", count: 1_000_000)).events.count == XMLReader.longestPath)
  }

  @Test func `may have so many names and no more`() {
    func names(_ count: Int) -> String { "<r>" + (1..<count).map { "<n\($0)/>" }.joined() + "</r>" }
    #expect(read(names(XMLReader.nameLimit)).end == .whole)
    #expect(read(names(XMLReader.nameLimit + 1)).end == .malformed("it has too many names"))
    let attributes = "<r " + (0..<2_000).map { "a\($0)=''" }.joined(separator: " ") + "/>"
    #expect(read(attributes).end == .malformed("it has too many names"))
    let prefixes = "<r>" + (0..<2_000).map { "<p xmlns:p\($0)='u'/>" }.joined() + "</r>"
    #expect(read(prefixes).end == .malformed("it declares too many prefixes"))
  }

  @Test(arguments: ["<a><!-- ", "<a b='", "<a><?p ", "<a"])
  func `may have tokens so long and no longer`(beginning: String) {
    let end = read(Array(beginning.utf8) + [UInt8](repeating: 0x61, count: 20 << 20)).end
    #expect(end == .malformed("line 1: a tag or comment is too long"))
  }

  @Test func `may have any amount of text`() {
    let (events, end) = read(
      Array("<a>".utf8) + [UInt8](repeating: 0x61, count: 5 << 20) + Array("</a>".utf8))
    var length = 0
    for case .text(let text) in events { length += text.utf8.count }
    #expect(length == 5 << 20)
    #expect(end == .whole)
  }
}
