// A page is read alike whether gumbo sees all of its text or not, whatever the page looks like.

import Testing

@testable import HTML

@Suite struct `The runs of text that gumbo does not see` {
  /// What may be mistaken for a place that holds text.
  private static let scraps = [
    "many plain words in a row", "\u{F0000}", "&#xF0000;", "&#983040;", "&amp;ampersands and more",
    "a-b--c-d-e-f-g-h",
    "<a title='x > many plain words'>", "<a title=\"x > y\" many-plain-names=and values>",
    "='many plain values'",
    "<b class=\"many > plain values\">", "<!-- many > plain words -- still > a comment -->",
    "<!--> many plain words",
    "<![CDATA[ many > plain words ]]>", "<!doctype html public \"many > plain words",
    "<x=\"many plain words\">",
    "<script>if (a<b) x = '<a href=\"'; // > many plain words</script>", "</p title='> many plain words'>",
    "Grüße aus der Ferne, schöne", "Ελληνικά και άλλα γράμματα", "日本語の文章をここに書く", "many\u{A0}plain\u{85}words",
    "<table>many plain words<tr>", "<select>many plain words", "<pre>\nmany plain words\n",
    "<textarea>\nmany words",
    "<input type='x > many plain'", "\r\nmany plain words\r", "<frameset>many plain words",
    "many\0plain\0words\0",
    "<plaintext>", "<svg><style>many > plain words <b>", "<svg><![CDATA[many > plain words]]>",
    "<title>many plain words",
    "< many plain words", "<3 many plain words", "<many-plain-names-and-more", "😀 many plain words 😀",
  ]

  /// gumbo aborts at `<table><math><mi/t><![CDATA[ ]]>=`, which is made by accident of these, and so where such a run is.
  private static let accidental = scraps.filter { !$0.contains("CDATA") }

  @Test(arguments: 0..<4) func `change nothing`(seed: UInt64) {
    var random = `A page made at random`.Random(state: seed)
    for _ in 0..<2_500 {
      var page: [UInt8] = []
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        page += `A page made at random`.page(&random)
        page += Array((Self.accidental.randomElement(using: &random) ?? "").utf8)
      }
      expectSame(String(decoding: page, as: UTF8.self))
    }
  }

  @Test(arguments: scraps) func `change nothing where they might`(scrap: String) {
    for before in [
      "", "<p>", "<p>x", "<table>", "<a b='", "<!--", "<script>", "<title>", "<svg>", "<b class=x>",
    ] {
      for after in [
        "", ">many plain words", "'>many plain words", "\" many plain=words>many plain words", "-->x",
      ] {
        expectSame(before + scrap + after + scrap + "<b>x</b>")
      }
    }
  }

  @Test func `are most of a text`() throws {
    let page = Array(
      "<p>Most of what people write is plain text, of <b>words and spaces</b>; and so are runs.".utf8)
    let runs = try #require(page.withUnsafeBytes { TextRuns($0) })
    #expect(
      runs.runs.map { String(decoding: page[$0], as: UTF8.self) } == [
        "Most of what people write is plain text, of ", "words and spaces", "and so are runs.",
      ])
    #expect(runs.page.count == page.count - 76 + 12)
  }

  @Test func `end where one character may mean something`() {
    let page = "<p>plain words<i>&nbsp;</i>don't-know-what 'tis - and-so-on = 1"
    let runs = Array(page.utf8).withUnsafeBytes { TextRuns($0) }
    #expect(
      runs?.runs.map { String(decoding: Array(page.utf8)[$0], as: UTF8.self) } == [
        "plain words", "t-know-what ", "and-so-on ",
      ])
  }

  @Test(arguments: [
    "<p>short<b>texts", "<frameset><p>many plain words", "many plain words \u{F0000}",
    "words &#983040; words",
  ])
  func `are none where they might do harm, or not be worth it`(page: String) {
    #expect(Array(page.utf8).withUnsafeBytes { TextRuns($0) } == nil)
  }

  private func expectSame(_ page: String) {
    let bytes = Array(page.utf8)
    let short = Parsed(bytes, limits: .init())
    let whole = Parsed(bytes, limits: .init(), takesRunsOut: false)
    #expect(told(short) == told(whole), "\(page.debugDescription)")
  }

  /// Everything that a tree holds.
  private func told(_ parsed: Parsed) -> String {
    let tree = parsed.tree
    let nodes = tree.records.map { record -> String in
      let name = record.isElement ? tree.names[record.name] : "text"
      let attributes = tree.attributes[Int(record.attributesStart)..<Int(record.attributesEnd)].map {
        "\(tree.names[$0.name])=\(tree.value(of: $0))"
      }
      return
        "\(name) \(record.namespace) \(record.parent) \(record.end) \(record.textStart) \(record.textEnd) \(attributes)"
    }
    return "\(parsed.end) \(parsed.isQuirks) \(parsed.hasDoctype) \(tree.depth) \(nodes)\n"
      + String(decoding: tree.text, as: UTF8.self)
  }
}
