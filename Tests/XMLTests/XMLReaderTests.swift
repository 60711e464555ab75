// What a document tells, in however many pieces it comes.

import Testing
import XML

@Suite struct `A reader of XML` {
  @Test func `tells elements, attributes and text`() {
    let (events, end) = read("<a x='1 &lt; 2'>b&amp;&#99;<!-- no --><d/></a>")
    #expect(
      events == [
        .start(XMLName("a"), attributes: [XMLAttribute(XMLName("x"), "1 < 2")]), .text("b&c"),
        .start(XMLName("d"), attributes: []), .end(XMLName("d")), .end(XMLName("a")),
      ])
    #expect(end == .whole)
  }

  @Test func `tells names by their namespace`() {
    let (events, end) = read("<a xmlns='u:1' xmlns:p='u:2' p:x='' y=''><p:b/></a>")
    #expect(
      events.prefix(2) == [
        .start(
          XMLName("a", in: "u:1"),
          attributes: [XMLAttribute(XMLName("x", in: "u:2"), ""), XMLAttribute(XMLName("y"), "")]),
        .start(XMLName("b", in: "u:2"), attributes: []),
      ])
    #expect(end == .whole)
  }

  @Test(arguments: [true, false])
  func `reads UTF-16`(isBigEndian: Bool) {
    let units: [UInt16] = Array("\u{FEFF}<a>\u{1F600}ü</a>".utf16)
    let bytes = units.flatMap { unit in
      let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
      return isBigEndian ? pair : pair.reversed()
    }
    let (events, end) = read(bytes)
    #expect(events.contains(.text("\u{1F600}ü")))
    #expect(end == .whole)
  }

  @Test func `reads Latin-1 where it is declared`() {
    let bytes = Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xFC] + Array("</a>".utf8)
    #expect(read(bytes).events.contains(.text("ü")))
  }

  @Test(arguments: [
    "", " ", "text", "<a>", "<a></b>", "<a/><b/>", "<a x=1/>", "<a>&nbsp;</a>", " <?xml version='1.0'?><a/>",
    "<p:a/>", "<a>\u{0}</a>", "<a x='' x=''/>", "<?xml version='1.0' encoding='windows-1252'?><a/>",
  ])
  func `says what is not well-formed`(document: String) {
    guard case .malformed = read(document).end else {
      Issue.record("\(document) ended with \(String(describing: read(document).end))")
      return
    }
  }

  @Test(arguments: [
    "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
    "<?xml version='1.0'?><!-- -->\n<!DOCTYPE html><a/>",
  ])
  func `ends at a DOCTYPE`(document: String) {
    let (events, end) = read(document)
    #expect(events.isEmpty)
    #expect(end == .doctype)
  }

  @Test func `tells what came before an error`() {
    let (events, end) = read("<a><b>c</b><d>e</a>")
    #expect(events.contains(.text("c")))
    #expect(events.contains(.text("e")))
    #expect(end == .malformed("line 1: mismatched tag"))
  }

  @Test(arguments: 0..<20)
  func `tells the same in whatever pieces`(seed: UInt64) {
    let document = Array(
      ("<r xmlns='u'>" + (0..<3_000).map { "<e n='\($0)'>täxt &amp; \($0)<f/></e>\n" }.joined() + "</r>").utf8
    )
    let whole = joined(read(document).events)
    var random = Random(state: seed)
    let reader = XMLReader()
    var events: [XMLEvent] = []
    var rest = document[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...(seed < 2 ? 7 : 90_000), using: &random))
      rest = rest.dropFirst(piece.count)
      events += reader.read(piece)
    }
    events += reader.finish()
    #expect(joined(events) == whole)
    #expect(reader.end == .whole)
  }

  /// Texts that follow one another made one: where they are cut is not told.
  private func joined(_ events: [XMLEvent]) -> [XMLEvent] {
    events.reduce(into: []) { result, event in
      if case .text(let more) = event, case .text(let text)? = result.last {
        result[result.count - 1] = .text(text + more)
      } else {
        result.append(event)
      }
    }
  }
}

/// Reads a document whole.
func read(_ document: String) -> (events: [XMLEvent], end: XMLEnd?) { read(Array(document.utf8)) }

/// Reads a document whole.
func read(_ document: [UInt8]) -> (events: [XMLEvent], end: XMLEnd?) {
  let reader = XMLReader()
  let events = reader.read(document) + reader.finish()
  return (events, reader.end)
}

/// Random numbers that are the same in every run.
private struct Random: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }
}
