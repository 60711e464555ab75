// What bounds a crawl: pages, requests, redirects in a row, URLs known, referrers kept.

import Auditing
import Testing
import WebURL

@testable import Crawling

@Suite struct `The frontier's limits` {
  @Test(arguments: (1_000..<1_300).map { RandomSite(seed: $0) })
  func `are met exactly`(site: RandomSite) throws {
    let record = try site.crawl(concurrency: 5, order: site.seed)
    let pages = record.requests.filter { site.nodes[$0].outcome != .redirect }
    #expect(pages.count <= site.maxPages)
    #expect(record.mostPages == pages.count)
    if record.hasMore { #expect(pages.count == site.maxPages) }
    var whole = site
    whole.maxPages = 1_000
    let all = try whole.crawl(concurrency: 1, order: 0)
    #expect(record.requests == Array(all.requests.prefix(record.requests.count)))
    // Every URL that any page names is either a page or unread.
    if !record.hasMore { #expect(record.unread == all.unread) }
  }

  @Test(arguments: (2_000..<2_100).map { RandomSite(seed: $0) }, [1, 5, 20])
  func `hold for requests as well`(site: RandomSite, limit: Int) throws {
    let record = try site.crawl(concurrency: 4, order: site.seed, maxRequests: limit)
    #expect(record.requests.count <= limit)
    #expect(try record == site.crawl(concurrency: 1, order: 0, maxRequests: limit))
  }

  @Test func `leave room for pages behind any number that robots.txt forbids`() throws {
    var site = RandomSite(seed: 0)
    site.maxPages = 3
    site.nodes = [.init(links: Array(1...50) + [51, 52, 53])]
    site.nodes += (1...50).map { _ in .init(outcome: .blockedByRobots) }
    site.nodes += [.init(), .init(), .init()]
    let record = try site.crawl(concurrency: 2, order: 0, maxRequests: 10)
    #expect(record.requests == [0, 51, 52])
    #expect(record.blocked == Array(1...50))
    #expect(record.unread == 1)
  }

  @Test func `let ten redirects follow each other`() throws {
    var site = RandomSite(seed: 0)
    site.maxPages = 10
    site.nodes = (1...20).map { .init(outcome: .redirect, target: $0) }
    #expect(try site.crawl(concurrency: 1, order: 0).requests == Array(0...10))
  }

  @Test func `count URLs that were found and not read`() throws {
    var site = RandomSite(seed: 0)
    site.maxPages = 4
    site.nodes = [.init(links: Array(1...30))] + (1...30).map { _ in .init() }
    let record = try site.crawl(concurrency: 3, order: 0)
    #expect(record.pages.count == 4)
    #expect(record.unread == 27)
    #expect(record.hasMore)
  }

  @Test func `bound how many URLs wait`() throws {
    var frontier = Frontier(maxPages: 100, maxRequests: 10)
    var known = 0
    for node in 0..<1_100
    where frontier.discover(try RandomSite.address(node), depth: 1, referrer: nil) != nil {
      known += 1
    }
    #expect(known == 1_000)
    #expect(frontier.pages().unread == 1_100)
    #expect(frontier.skipped == ["frontier_full": 100])
    #expect(frontier.hasMore)
    // What is known already can still be named.
    let again = frontier.discover(try RandomSite.address(5), depth: 1, referrer: nil)
    #expect(again != nil)
  }

  @Test func `bound how long a URL is`() throws {
    var frontier = Frontier(maxPages: 10, maxRequests: 10)
    for length in [2_083, 2_084] {
      let start = "https://site.example/"
      let url = try #require(URL(start + String(repeating: "a", count: length - start.utf8.count)))
      let known = frontier.discover(PageAddress(url), depth: 1, referrer: nil)
      #expect((known != nil) == (length == 2_083))
    }
  }

  @Test func `keep ten referrers, by their positions among the pages read`() throws {
    var frontier = Frontier(maxPages: 100, maxRequests: 1_000)
    // Position 0 is never asked for, so that positions shift.
    frontier.discover(try RandomSite.address(0), depth: nil, referrer: nil)
    for node in 1...15 { frontier.discover(try RandomSite.address(node), depth: 0, referrer: nil) }
    for _ in 1...15 { frontier.take() }
    for position in 1...15 {
      frontier.complete(position, Fetch(outcome: .ok), nil)
      frontier.discover(
        try RandomSite.address(1), depth: 1, referrer: .init(page: position, reference: .link))
    }
    while frontier.commit() != nil {}
    let (pages, unread) = frontier.pages()
    #expect(unread == 1)
    #expect(pages.first?.referrers.map(\.page) == Array(0..<10))
    #expect(pages.first?.referrerCount == 15)
  }
}
