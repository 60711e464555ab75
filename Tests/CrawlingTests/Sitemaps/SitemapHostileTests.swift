// Sitemaps made to hurt, and such that are too large.

import Auditing
import Fixtures
import Testing

@testable import Crawling

@Suite(.timeLimit(.minutes(2))) struct `A hostile sitemap` {
  private let opening = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"

  @Test(arguments: [
    "<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>",
    "<!DOCTYPE urlset [<!ENTITY c SYSTEM 'file:///etc/passwd'>]>",
    "<!DOCTYPE urlset SYSTEM 'http://127.0.0.1/x.dtd'>", "<!DOCTYPE html>",
    "<!DOCTYPE urlset [<!ENTITY % c SYSTEM 'http://127.0.0.1/'> %c;]>",
  ])
  func `that declares a document type is not read on`(doctype: String) {
    let content = readSitemap(
      "<?xml version='1.0'?>\(doctype)\(opening)<url><loc>http://a.example/&c;</loc></url></urlset>")
    #expect(content.faults == [.doctype])
    #expect(content.entries.isEmpty)
    #expect(content.format == nil)
    #expect(!content.isWhole)
  }

  @Test func `that includes others lists nothing of them`() {
    let content = readSitemap(
      opening
        + "<url><loc>http://a.example/</loc></url><xi:include xmlns:xi='http://www.w3.org/2001/XInclude' "
        + "href='file:///etc/passwd' parse='text'/></urlset>")
    #expect(content.entries.map(\.location) == ["http://a.example/"])
    #expect(content.isWhole)
  }

  @Test func `of 50,001 URLs is cut, and of 50,000 not`() {
    let most = readSitemap(urlset((0..<50_000).lazy.map { "http://a.example/\($0)" }))
    #expect(most.count == 50_000)
    #expect(most.faults.isEmpty)
    #expect(most.isWhole)
    let more = readSitemap(urlset((0..<50_001).lazy.map { "http://a.example/\($0)" }))
    #expect(more.count == 50_001)
    #expect(more.entries.count == 50_000)
    #expect(more.faults == [.tooManyEntries])
    #expect(!more.isWhole)
  }

  @Test func `of a byte more than 50 MiB is cut, and of that many not`() {
    let file = Array(urlset("http://a.example/").utf8)
    let blanks = [UInt8](repeating: 0x20, count: SitemapReader.byteLimit - file.count)
    let most = readSitemap(file + blanks)
    #expect(most.faults.isEmpty)
    #expect(most.isWhole)
    let more = readSitemap(file + blanks + [0x20])
    #expect(more.faults == [.tooManyBytes])
    #expect(more.count == 1)
    #expect(!more.isWhole)
  }

  @Test func `that is packed is no larger for it`() {
    let list = Array("http://a.example/\n".utf8)
    #expect(readSitemap(gzip(list + [UInt8](repeating: 0x20, count: 999))).isWhole)
    let zeros = gzip(zeros: 1 << 20)
    let bomb = readSitemap(gzip(list) + Array(repeatElement(zeros, count: 1_000).joined()))
    #expect(bomb.count == 1)
    #expect(bomb.faults.contains(.tooManyBytes))
    #expect(!bomb.isWhole)
    // One of nothing but zeros is found out at once.
    #expect(readSitemap(Array(repeatElement(zeros, count: 1_000).joined())).faults == [.malformed])
  }

  @Test func `that is packed twice is not unpacked twice`() {
    #expect(readSitemap(gzip(gzip(Array(urlset("http://a.example/").utf8)))).format == nil)
  }

  @Test func `that is packed and cut is used as far as it goes`() {
    let urls = (0..<20_000).map { "http://a.example/\($0)" }
    let content = readSitemap(Array(gzip(Array(urlset(urls).utf8)).dropLast(100_000)))
    #expect(content.count > 10_000)
    #expect(content.entries.map(\.location) == Array(urls.prefix(content.count)))
    #expect(content.faults == [.malformed])
    #expect(!content.isWhole)
  }

  @Test func `of a million nested elements, names or blank lines ends`() {
    #expect(readSitemap(String(repeating: "<urlset>", count: 1_000_000)).faults.contains(.malformed))
    #expect(readSitemap(opening + (0..<100_000).map { "<n\($0)/>" }.joined()).faults == [.malformed, .empty])
    #expect(readSitemap("http://a.example/" + String(repeating: "\n", count: 5_000_000)).isWhole)
  }

  @Test func `with a URL of a megabyte keeps the beginning of it`() {
    let long = "http://a.example/" + String(repeating: "a", count: 1 << 20)
    let content = readSitemap(urlset(long, "http://a.example/b"))
    #expect(content.count == 2)
    #expect(content.entries.allSatisfy { $0.location.utf8.count <= 8_192 })
    #expect(readSitemap("http://a.example/b\n" + long).count == 1)
  }

  @Test func `with a million alternates keeps some of them`() {
    let links = String(
      repeating: "<x:link rel='alternate' hreflang='de' href='http://a.example/'/>", count: 2_000)
    let entry = "<url><loc>http://a.example/</loc>\(links)</url>"
    let content = readSitemap(
      "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:x='http://www.w3.org/1999/xhtml'>"
        + String(repeating: entry, count: 250) + "</urlset>")
    #expect(content.count == 250)
    #expect(content.entries.reduce(0) { $0 + $1.alternates.count } == SitemapContent.alternateLimit)
    #expect(content.entries.first?.alternates.count == 1_000)
  }

  @Test(arguments: 0..<6)
  func `of random bytes is read`(seed: UInt64) {
    var random = SplitMix(state: seed)
    let words = [
      "<", ">", "/", "urlset", "url", "loc", "http://a.example/", "<urlset>", "<url><loc>", "&amp;", "&#0;",
      "<!--", "<![CDATA[", "]]>", "<?xml version='1.0'?>", "\u{FEFF}", "\0", " ", "\n", "xmlns='u'", "'", "=",
    ].map { Array($0.utf8) }
    for _ in 0..<300 {
      var bytes: [UInt8] = (0..<Int.random(in: 0...60, using: &random)).flatMap { _ -> [UInt8] in
        Int.random(in: 0..<10, using: &random) == 0
          ? [UInt8.random(in: 0...255, using: &random)] : words.randomElement(using: &random) ?? []
      }
      if Bool.random(using: &random) { bytes = gzip(bytes) }
      let content = readSitemap(bytes)
      #expect(content.entries.count == content.count)
      #expect(readSitemap(bytes, pieces: { Int.random(in: 1...9, using: &random) }) == content)
    }
  }
}
