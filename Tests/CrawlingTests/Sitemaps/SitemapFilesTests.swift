// Which sitemaps are asked for, without a server.

import Auditing
import Testing
import Transfer
import WebURL

@testable import Crawling

@Suite struct `The sitemaps of a site` {
  private let start = "https://shop.com/"

  private func files(_ declared: [String]) throws -> SitemapFiles {
    let url = try #require(URL(start))
    var files = SitemapFiles()
    files.begin(declared, start: url, scope: Scope(start: url), egress: .publicOnly)
    return files
  }

  private func content(_ format: SitemapFile.Format, _ locations: some Sequence<String>) -> SitemapContent {
    var content = SitemapContent()
    content.format = format
    for location in locations { content.add(SitemapEntry(location: location)) }
    return content
  }

  @Test func `are those of robots.txt that are absolute, each once`() throws {
    let files = try files([
      "https://shop.com/1", "/2", "ftp://shop.com/3", "HTTPS://SHOP.com/1#x", "https://cdn.example.net/4",
      "https://10.0.0.1/5", "https://shop.com:2222/6",
    ])
    #expect(files.next == 0)
    #expect(files.url(of: 0).href == "https://shop.com/1")
    #expect(
      files.records.map(\.url) == ["https://10.0.0.1/5", "https://shop.com:2222/6"])
    #expect(files.records.allSatisfy { $0.reason != nil })
  }

  @Test func `give what they list in the order of the files, two of which are under way`() throws {
    var files = try files((0..<3).map { "https://shop.com/\($0)" })
    for number in [0, 1] {
      #expect(files.next == number)
      files.take(number)
    }
    #expect(files.next == nil)
    files.settle(1, with: content(.urlset, ["https://shop.com/b"]))
    #expect(files.commit(egress: .publicOnly).isEmpty)
    #expect(files.next == nil)
    files.settle(0, with: content(.urlset, ["https://shop.com/a", "https://b.com/", "/c", "mailto:x"]))
    #expect(files.commit(egress: .publicOnly).map(\.href) == ["https://shop.com/a", "https://shop.com/b"])
    #expect(files.next == 2)
    files.refuse(2, because: "no")
    #expect(files.commit(egress: .publicOnly).isEmpty)
    guard case .done = files.progress else {
      Issue.record("there is more to read")
      return
    }
    #expect(files.records.map(\.reason) == [nil, nil, "no"])
  }

  @Test func `are followed to other hosts only by robots.txt`() throws {
    var files = try files(["https://cdn.example.net/index"])
    files.take(0)
    files.settle(
      0,
      with: content(
        .index, ["https://cdn.example.net/a", "https://www.shop.com/b", "https://other.com/c", "d"]))
    _ = files.commit(egress: .publicOnly)
    #expect(files.next == 1)
    #expect(
      [1, 2].map { files.url(of: $0).href } == ["https://cdn.example.net/a", "https://www.shop.com/b"])
    for number in [1, 2] { files.refuse(number, because: "no") }
    #expect(files.commit(egress: .publicOnly).isEmpty)
    #expect(files.records.count == 3)
  }

  @Test func `give 200,000 URLs and no more`() throws {
    var files = try files((0..<6).map { "https://shop.com/\($0)" })
    var count = 0
    for number in 0..<6 {
      files.take(number)
      files.settle(
        number, with: content(.text, (0..<50_000).lazy.map { "https://shop.com/\(number)/\($0)" }))
      count += files.commit(egress: .publicOnly).count
    }
    #expect(count == SitemapFiles.urlLimit)
  }
}
