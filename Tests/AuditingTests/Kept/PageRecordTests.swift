// What a crawl keeps of a page for the next one, as bytes and back.

import Testing
import WebURL

@testable import Auditing

@Suite struct `The record of a page` {
  private static let page = """
    <!doctype html><html lang=el><head><title>One &amp; another</title><title>Δεύτερος</title>
    <meta name=description content="What it is about"><meta name=viewport content="width=device-width">
    <meta name=robots content="nofollow, max-snippet:20"><meta http-equiv=refresh content="7; url=/later">
    <link rel=canonical href=/dir/page><link rel=alternate hreflang=de href=/de><link rel=next href=?p=2>
    <link rel=stylesheet href=/s.css><script src=//cdn.example.net/x.js></script></head><body>
    <nav><a href=/ rel="home">Home</a></nav><header><a href=/>Home again</a></header>
    <main><h1>First</h1><h2>Second</h2><p>\((0..<200).map { "word\($0)" }.joined(separator: " "))</p>
    <a href="https://other.example/?q=%20#there" rel="sponsored nofollow">Elsewhere <b>now</b></a>
    <img src=/i.png alt=""><img alt="An image"><img src=/j.png role=presentation></main>
    <aside><a href=http://www.example.com/x>x</a></aside><footer><a href=/imprint>Imprint</a></footer>
    """

  private func record() throws -> PageRecord {
    let headers = [
      (name: "X-Robots-Tag", value: "noarchive"), ("Link", "</fr>; rel=alternate; hreflang=fr"),
      ("Vary", "a"),
    ]
    return PageRecord(
      mediaType: "text/html", wireBytes: 1_234, decodedBytes: 123_456,
      declarations: PageRecord.declarations(in: headers), facts: try facts(Self.page, headers: headers))
  }

  private var scope: Scope { get throws { Scope(start: try url("https://example.com/")) } }

  @Test func `is the same when it was bytes in between`() throws {
    let record = try record()
    let again = try #require(PageRecord(record.bytes, scope: scope))
    #expect("\(again)" == "\(record)")
    #expect(again.bytes == record.bytes)
    #expect(again.declarations == ["x-robots-tag: noarchive", "link: </fr>; rel=alternate; hreflang=fr"])
    let bare = PageRecord(mediaType: nil, wireBytes: 0, decodedBytes: 0, declarations: [], facts: PageFacts())
    #expect("\(try #require(PageRecord(bare.bytes, scope: scope)))" == "\(bare)")
  }

  @Test func `asks the site which links are its own`() throws {
    let other = Scope(start: try url("https://other.example/"))
    let links = try #require(PageRecord(try record().bytes, scope: other)).facts.links
    #expect(links.filter(\.isInternal).map(\.address.url.hostname) == ["other.example"])
  }

  @Test func `is none when a byte is missing, and never more than that`() throws {
    let bytes = try record().bytes
    for count in bytes.indices { #expect(PageRecord(Array(bytes[..<count]), scope: try scope) == nil) }
    #expect(PageRecord(bytes + [0], scope: try scope) == nil)
    var other = bytes
    other[0] += 1
    #expect(PageRecord(other, scope: try scope) == nil)
  }

  @Test func `of other bytes is something else or nothing`() throws {
    let bytes = try record().bytes
    var random = SystemRandomNumberGenerator()
    for position in bytes.indices {
      var other = bytes
      other[position] = UInt8.random(in: 0...255, using: &random)
      if let record = PageRecord(other, scope: try scope) { #expect(record.bytes.count <= 2 * bytes.count) }
    }
  }

  @Test func `of an earlier revision is not read: this one counts up when a page's facts become others`()
    throws
  {
    // When this fails, the bytes of a page are others than before: count up `PageRecord.revision` and put them here.
    #expect(PageRecord.revision == 1)
    var hash = FNV1a()
    for byte in try record().bytes { hash.add(byte) }
    #expect(String(hash.value, radix: 16) == "736f8955c75ff3b5")
    // A member that is not written would be lost.
    #expect(
      Mirror(reflecting: PageFacts()).children.compactMap(\.label) == [
        "titles", "descriptions", "headings", "canonicals", "canonicalCount", "robots", "lang", "viewport",
        "hreflang", "series", "assets", "refresh", "links", "linkCount", "images", "mainWords", "sketch",
        "encoding", "elementCount", "depth", "isCutByDepth",
      ])
  }
}
