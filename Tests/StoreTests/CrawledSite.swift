// A crawl to be stored, as the crawler would have left it.

import JSONText
import WebURL

@testable import Auditing
@testable import Store

/// A site below `https://example.com/`, page by page.
struct CrawledSite {
  var site: Site

  init(_ outcome: Site.Outcome = .complete, maxPages: Int = 100) throws {
    let start = try PageAddress(Self.address("https://example.com/"))
    site = Site(
      .init(domain: "example.com", maxPages: maxPages), start: start, pages: [], outcome: outcome)
  }

  /// Adds a page that was read.
  mutating func page(
    _ path: String, title: String? = "A page of some length", links: [String] = [],
    _ change: (inout Page) -> Void = { _ in }
  ) throws {
    var facts = PageFacts()
    facts.titles = title.map { [$0] } ?? []
    facts.lang = "en"
    facts.mainWords = 300
    facts.links = try links.map { path in
      let target = try Self.address(path)
      return Link(
        address: PageAddress(target), isInternal: target.hostname == "example.com", anchor: "to \(path)",
        relations: "", isNofollow: false, place: .content)
    }
    var fetch = Fetch(outcome: .ok, status: 200)
    fetch.mediaType = "text/html"
    var page = Page(address: PageAddress(try Self.address(path)), depth: 1, fetch: fetch)
    page.facts = facts
    change(&page)
    site.pages.append(page)
  }

  /// What is to be stored.
  func record(score: CrawlRecord.Score? = nil) -> CrawlRecord {
    CrawlRecord(site, Audit(site), score: score, summary: ["pages": .integer(site.pages.count)])
  }

  private static func address(_ path: String) throws -> URL {
    guard let base = URL("https://example.com/"), let url = URL(path, base: base) else {
      throw Unready(description: "\(path) is no URL")
    }
    return url
  }
}
