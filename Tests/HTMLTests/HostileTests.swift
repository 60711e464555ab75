// Pages written to be expensive. The bound on time is a multiple of what they take, the unoptimised tests
// of a busy machine included; unbounded, most of these would take minutes or gigabytes.

import Glibc
import HTML
import Testing

@Suite(.serialized) struct `A page written to be expensive` {
  /// A source to be repeated, and what stands before it.
  struct Flood: CustomTestStringConvertible, Sendable {
    let unit: String
    let prefix: String

    init(_ unit: String, after prefix: String) {
      self.unit = unit
      self.prefix = prefix
    }

    var testDescription: String {
      "\(unit.prefix(40).debugDescription) after \(prefix.prefix(20).debugDescription)"
    }
  }

  /// Two megabytes of a source repeated, after another.
  static func flood(_ unit: String, after prefix: String = "") -> [UInt8] {
    let unit = Array(unit.utf8)
    let head = Array(prefix.utf8)
    let count = (2_097_152 - head.count) / unit.count
    var body = unit
    // Doubling, for a loop over two million bytes takes long in a build for debugging.
    while body.count < count * unit.count { body += body }
    return head + body.prefix(count * unit.count)
  }

  /// Two megabytes of a source with a number in it, counting up.
  static func flood(after prefix: String = "", _ unit: (Int) -> String) -> [UInt8] {
    var page = Array(prefix.utf8)
    for number in 0... {
      let unit = Array(unit(number).utf8)
      if page.count + unit.count > 2_097_152 { break }
      page += unit
    }
    return page
  }

  static let deep = String(repeating: "<span>", count: 505)
  static let many = (0..<200).map { "a\($0)" }.joined(separator: " ")

  @Test(arguments: [
    "<div>", "<b>", "<table><tr><td>", "<svg>", "<math>", "<svg><style><g>", "<ul><li>", "<dl><dd>",
    "<li><dd>",
    "<ruby><rt>", "<rt>", "<optgroup>", "<frameset>", "<template>", "<template><tr>", "<marquee><b>",
    "<a><div>",
    "<select><plaintext></select><div>", "<svg><title><div>", "<x>", "<font size=1><font size=2>",
  ])
  func `is cut where it is nested too deep`(unit: String) {
    let bytes = Self.flood(unit)
    let time = processorTime {
      let document = Document(bytes)
      #expect(document.isCutByDepth)
      #expect(document.depth == 512)
    }
    #expect(time < .seconds(1))
  }

  @Test func `is not cut one level before that`() {
    let inside = String(repeating: "<div>", count: 510)
    #expect(document(inside).depth == 512)
    #expect(!document(inside).isCutByDepth)
    #expect(!document(inside + "text<!-- --></div>x").isCutByDepth)
    #expect(document(inside + "<p>x").depth == 512)
    #expect(document(inside + "<p>x").isCutByDepth)
    #expect(document(inside + "<p>").isCutByDepth)
    #expect(
      document("before<title>t</title>" + inside + "<p>x").elements(named: "title").map(\.text) == ["t"])
  }

  @Test func `may be nested as deep as the limit says`() {
    var limits = Document.Limits()
    limits.depth = 4
    let document = Document(Array("<ul><li>a</ul><p>b<ul><li><b>c".utf8), limits: limits)
    #expect(document.isCutByDepth)
    #expect(document.depth == 4)
    #expect(shape(document.body) == #"ul(li("a")) p("b") ul(li)"#)
  }

  @Test(arguments: [
    // Looking through all open elements, for each of many tags or characters.
    Flood("<hr>", after: deep), Flood("</p>", after: deep), Flood("</x>", after: deep),
    Flood("</li>", after: deep), Flood("<li>", after: deep),
    Flood("a", after: deep + "<b>"), Flood("a\n", after: deep + "<b>"),
    Flood("a</x>", after: deep + "<b><table>"),
    // Opening unclosed formatting elements again.
    Flood("<p><b>", after: ""), Flood("<p>x", after: String(repeating: "<p><b><i><u><tt>", count: 3)),
    Flood("<p><b><i><a></p>", after: ""),
    Flood("<a><p>", after: ""),
    Flood("<b><p></b>", after: ""), Flood("<a><b><i><p></a>", after: ""),
    Flood("</b><b>x", after: "<b>" + deep), Flood("<b id=1><p></b></p>", after: deep),
    Flood("<b><b><b><b><b><b><b><b><p></b></b></b></b>", after: ""),
    // Much of what is cheap.
    Flood("<p>", after: ""), Flood("<br>", after: ""), Flood("<option>", after: "<select>"),
    Flood("<isindex>", after: ""),
    Flood("<tr>x", after: "<table>"), Flood("a", after: "<table>"), Flood("<div></div>", after: "<table>"),
    Flood("<button><p>", after: ""),

    Flood("</div>", after: ""), Flood("<", after: ""), Flood("<!", after: ""), Flood("</", after: ""),
    Flood("&", after: ""), Flood("&notin;", after: ""),
    Flood("&CounterClockwiseContourIntegra", after: ""),
    Flood("<!---->", after: ""), Flood("x", after: "<!--"), Flood("x", after: "<p title='"),
    Flood("<!--<script", after: "<script>"), Flood("\0", after: "<svg>"),
    Flood("<![CDATA[x]]>", after: "<svg>"), Flood("<!doctype html>", after: ""),
    Flood("<pre>\n</pre>", after: ""),
    // Attributes, compared with each other.
    Flood("<p \(many)>", after: ""),
    Flood("<font \(many)></font>", after: (0..<500).map { "<font u\($0) \(many)>" }.joined()),
  ])
  func `takes no longer than a second or so`(flood: Flood) {
    let bytes = Self.flood(flood.unit, after: flood.prefix)
    let time = processorTime { _ = Document(bytes) }
    #expect(time < .seconds(4))
  }

  @Test func `may number its names, ids and attributes`() {
    let pages = [
      Self.flood(after: "<p") { " a\($0)" }, Self.flood { "<html a\($0)>" },
      Self.flood { "<i id=\($0)></i>" },
      Self.flood { "<br y\($0)>" }, Self.flood { "<x\($0)></x\($0)>" },
      Self.flood { "<p><font size=\($0)></p>" },
      Self.flood { "<a href=\($0)>x" }, Self.flood { "<font \(Self.many) z=\($0)>" },
    ]
    for page in pages {
      let time = processorTime { _ = Document(page) }
      #expect(time < .seconds(4))
    }
  }

  @Test(arguments: [
    "shift_jis", "gb18030", "big5", "euc-kr", "iso-2022-jp", "utf-8", "utf-16", "windows-1253", nil,
  ])
  func `may be nothing but bytes without meaning`(charset: String?) {
    for byte: UInt8 in [0x81, 0xAA, 0xE2, 0xFF] {
      let bytes = [UInt8](repeating: byte, count: 262_144)
      let time = processorTime {
        let document = Document(bytes, charset: charset)
        #expect(document.root != nil)
      }
      // Compiled for debugging it takes up to two seconds, where each byte is an error.
      #expect(time < .seconds(10))
    }
  }

  @Test func `is read up to where it has become too expensive`() {
    let page = Document(Self.flood("<hr>", after: "<title>t</title>" + Self.deep))
    #expect(page.isCutByCost)
    #expect(page.elements(named: "title").map(\.text) == ["t"])
    #expect(page.elements(named: "hr").contains { _ in true })

    let tag = document("<h1>a</h1><p " + (0..<300).map { "a\($0)" }.joined(separator: " ") + ">b")
    #expect(tag.isCutByCost)
    #expect(shape(tag.body) == #"h1("a")"#)
  }

  @Test(arguments: ["<svg><title>", "<svg><desc>", "<math><mi>", "<math><mi/t>"])
  func `is read up to where the parser contradicts itself`(foreign: String) {
    // gumbo aborts here: white space of a CDATA section waits for the table to take it, and is not taken.
    let page = document("<title>t</title><p>before<table>\(foreign)<![CDATA[ ]]>=<p>after")
    #expect(page.isCutByCost)
    #expect(page.elements(named: "p").map(\.text) == ["before"])
  }

  @Test func `leaves other aborts alone`() async {
    await #expect(processExitsWith: .signal(SIGABRT)) {
      _ = document("<table><svg><title><![CDATA[ ]]>=")
      abort()
    }
  }

  @Test func `gets no more memory than allowed`() {
    var limits = Document.Limits()
    limits.memory = 1 << 20
    let page = Document(Self.flood("<p>x"), limits: limits)
    #expect(page.isCutByCost)
    #expect((1000...8000).contains(page.elementCount))

    limits.memory = 0
    limits.depth = 0
    limits.attributes = 0
    limits.time = .zero
    limits.bytes = -1
    #expect(Document(Array("<p>x".utf8), limits: limits).isCutBySize)
    limits.bytes = 100_000
    #expect(Document(Self.flood("<p>x"), limits: limits).elementCount <= 1)
    limits.memory = .max
    #expect(Document(Array("<p>x".utf8), limits: limits).isCutByCost)
  }

  @Test func `is cut at two megabytes`() {
    let page = Document(Self.flood("<p>é</p> ") + Array("<h1>x</h1>".utf8))
    #expect(page.isCutBySize)
    #expect(page.encoding == "UTF-8")
    #expect(page.elements(named: "h1").map(\.text) == [])
  }
}
