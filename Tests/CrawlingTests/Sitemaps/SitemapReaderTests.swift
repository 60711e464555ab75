// What is read of sitemaps, in all their formats.

import Auditing
import Fixtures
import Testing

@testable import Crawling

@Suite struct `A sitemap` {
  private let a = "https://a.example/a"
  private let b = "https://a.example/b?c=1&amp;d=2"

  @Test func `lists URLs, with their dates and languages`() {
    let content = readSitemap(
      """
      <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
        <url>
          <image:image><image:loc>https://a.example/i.png</image:loc></image:image>
          <loc> \(a) </loc><lastmod>2026-11-25T10:00:00+01:00</lastmod><priority>0.5</priority>
          <xhtml:link rel="alternate" hreflang="de" href="https://a.example/de"/>
          <xhtml:link rel="canonical" hreflang="fr" href="https://a.example/fr"/>
        </url>
        <url><loc><![CDATA[https://a.example/b?c=1&d=2]]></loc></url>
        <url><priority>1</priority></url>
      </urlset>
      """)
    #expect(content.format == .urlset)
    #expect(
      content.entries == [
        SitemapEntry(
          location: a, lastModified: "2026-11-25T10:00:00+01:00",
          alternates: [.init(code: "de", location: "https://a.example/de")]),
        SitemapEntry(location: "https://a.example/b?c=1&d=2"),
      ])
    #expect(content.count == 2)
    #expect(content.faults.isEmpty)
    #expect(content.isWhole)
  }

  @Test func `lists other sitemaps`() {
    let content = readSitemap(sitemapIndex([a, b]))
    #expect(content.format == .index)
    #expect(content.entries.map(\.location) == [a, "https://a.example/b?c=1&d=2"])
    #expect(content.isWhole)
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `may be a list of lines`(end: String) {
    let content = readSitemap("\u{FEFF}\(a)\(end)\(end)  http://a.example/ü \(end)")
    #expect(content.format == .text)
    #expect(content.entries.map(\.location) == [a, "http://a.example/ü"])
    #expect(content.faults.isEmpty)
    #expect(content.isWhole)
    let worse = readSitemap("\(a)\(end)not a URL\(end)/b\(end)http://a.example/c")
    #expect(worse.entries.map(\.location) == [a, "http://a.example/c"])
    #expect(worse.faults == [.malformed])
  }

  @Test(arguments: ["Not found", "{\"a\": 1}", "%PDF-1.4", "/a\nhttps://a.example/", "\0\0\0\0\0\0\0\0"])
  func `is not any other text`(text: String) {
    let content = readSitemap(text)
    #expect(content.format == nil)
    #expect(content.entries.isEmpty)
    #expect(content.faults == [.malformed])
    #expect(!content.isWhole)
  }

  @Test func `may be an RSS feed`() {
    let content = readSitemap(
      """
      <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>https://a.example/</link>
      <atom:link href="https://a.example/feed" rel="self"/>
      <item><title>A</title><link>\(a)</link><pubDate>Wed, 25 Nov 2026 10:00:00 GMT</pubDate></item>
      <item><link>\(b)</link></item></channel></rss>
      """)
    #expect(content.format == .rss)
    #expect(content.entries.map(\.location) == [a, "https://a.example/b?c=1&d=2"])
    #expect(content.faults.isEmpty)
    let old = readSitemap(
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
        + "<channel><link>https://a.example/</link></channel><item><link>\(a)</link></item></rdf:RDF>")
    #expect(old.format == .rss)
    #expect(old.entries.map(\.location) == [a])
  }

  @Test func `may be an Atom feed`() {
    let content = readSitemap(
      """
      <feed xmlns="http://www.w3.org/2005/Atom"><link href="https://a.example/"/>
      <entry><link rel="edit" href="https://a.example/edit"/><link href="\(a)"/><updated>2026-11-25</updated></entry>
      <entry><link rel="alternate" href="\(b)"/><link href="https://a.example/second"/></entry></feed>
      """)
    #expect(content.format == .atom)
    #expect(content.entries.map(\.location) == [a, "https://a.example/b?c=1&d=2"])
    #expect(content.entries.first?.lastModified == "2026-11-25")
    #expect(content.faults.isEmpty)
  }

  @Test(arguments: [
    nil, "http://www.google.com/schemas/sitemap/0.84", "https://www.sitemaps.org/schemas/sitemap/0.9", "u:x",
  ])
  func `is used whatever its namespace, which is noted`(namespace: String?) {
    let content = readSitemap(urlset(a, namespace: namespace))
    #expect(content.entries.map(\.location) == [a])
    #expect(content.faults == [.namespace])
    #expect(content.isWhole)
  }

  @Test func `may have a prefix, or miss it here and there`() {
    let name = "http://www.sitemaps.org/schemas/sitemap/0.9"
    let content = readSitemap("<s:urlset xmlns:s='\(name)'><s:url><s:loc>\(a)</s:loc></s:url></s:urlset>")
    #expect(content.entries.map(\.location) == [a])
    #expect(content.faults.isEmpty)
    let mixed = readSitemap("<s:urlset xmlns:s='\(name)'><url><loc>\(a)</loc></url></s:urlset>")
    #expect(mixed.entries.map(\.location) == [a])
    #expect(mixed.faults == [.namespace])
  }

  @Test(arguments: ["<html><body/></html>", "<a/>", "<urls><url><loc>x</loc></url></urls>"])
  func `is not any other XML`(document: String) {
    let content = readSitemap(document)
    #expect(content.format == nil)
    #expect(content.faults == [.wrongRoot])
    #expect(content.entries.isEmpty)
  }

  @Test(arguments: ["", " \n", "\u{FEFF}", "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>"])
  func `may be empty`(document: String) {
    #expect(readSitemap(document).faults == [.empty])
    #expect(readSitemap(document).count == 0)
  }

  @Test func `may come in UTF-16`() {
    let units = Array(("\u{FEFF}" + urlset(a).replacing("UTF-8", with: "UTF-16")).utf16)
    for order in [true, false] {
      let bytes = units.flatMap { unit in
        order ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
      }
      let content = readSitemap(bytes)
      #expect(content.entries.map(\.location) == [a])
      #expect(content.faults.isEmpty)
    }
  }

  @Test(arguments: [
    " ", "\n\n", "\u{FEFF}\n", " \u{FEFF}", "\u{FEFF}\u{FEFF}", String(repeating: " ", count: 200_000),
  ])
  func `may have blanks before it, which are noted`(blanks: String) {
    let content = readSitemap(blanks + urlset(a))
    #expect(content.entries.map(\.location) == [a])
    #expect(content.faults == [.malformed])
    #expect(content.isWhole)
  }

  @Test func `may have a byte order mark`() {
    #expect(readSitemap("\u{FEFF}" + urlset(a)).faults.isEmpty)
  }

  @Test func `is used as far as it is well-formed`() {
    let content = readSitemap(
      "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>\(a)</loc></url>"
        + "<url><loc>https://a.example/b</loc><lastmod></url><url><loc>https://a.example/c</loc></url></urlset>"
    )
    #expect(content.entries.map(\.location) == [a, "https://a.example/b"])
    #expect(content.faults == [.malformed])
    #expect(!content.isWhole)
    let cut = readSitemap(String(urlset(a, "https://a.example/b").dropLast(9)))
    #expect(cut.entries.map(\.location) == [a, "https://a.example/b"])
    #expect(cut.faults == [.malformed])
  }

  @Test(arguments: 0..<12)
  func `says the same in whatever pieces it comes`(seed: UInt64) {
    var random = SplitMix(state: seed)
    let files: [[UInt8]] = [
      Array(("\n" + urlset((0..<400).map { "https://a.example/ü\($0)" })).utf8),
      gzip(Array(urlset((0..<400).map { "https://a.example/\($0)" }).utf8)),
      Array("\u{FEFF}\(a)\r\nnone\r\n\r\(a)\n\(a)".utf8),
      Array("<urlset><url><loc>\(a)</loc></url><url><loc>\(a)".utf8),
      Array("<?xml version='1.0'?><!DOCTYPE a><urlset/>".utf8), Array("Hello\nhttps://a.example/".utf8),
      Array(gzip(Array(urlset(a).utf8)).dropLast(9)), gzip(gzip(Array(urlset(a).utf8))),
      Array(urlset(a).utf8) + [0],
    ]
    for file in files {
      let longest = seed == 0 ? 1 : Int(seed) * Int(seed) * 7
      let content = readSitemap(file, pieces: { Int.random(in: 1...longest, using: &random) })
      #expect(content == readSitemap(file))
    }
  }
}
