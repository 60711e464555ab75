// Clicks from the start, also to what was known by other means first; and the turns of a rank.

import Auditing
import Testing
import WebURL

@testable import Crawling

@Suite struct `The frontier's ranks` {
  @Test func `put parameters last, deep paths behind shallow ones, and else keep the order of discovery`()
    throws
  {
    let links = ["/b/c/d", "/list?x=1&y=2", "/z", "/list?x=1", "/b/c", "/a"]
    let crawl = try crawlText(maxPages: 100) { TextPage(links: $0 == "/" ? links : []) }
    #expect(crawl.requests == ["/", "/z", "/a", "/b/c", "/b/c/d", "/list?x=1", "/list?x=1&y=2"])
  }

  @Test func `let first segments take turns, larger ones with more URLs in each`() throws {
    let links = (1...40).map { "/big/a\($0)x" } + (1...3).map { "/small/b\($0)x" } + ["/one/x"]
    let crawl = try crawlText(maxPages: 100) { TextPage(links: $0 == "/" ? links : []) }
    let order = crawl.requests.dropFirst().map { String($0.split(separator: "/")[0]) }
    #expect(Array(order.prefix(9)) == Array(repeating: "big", count: 6) + ["small", "small", "one"])
    #expect(Array(order.dropFirst(9).prefix(7)) == Array(repeating: "big", count: 6) + ["small"])
    #expect(crawl.requests.count == 45)
  }

  @Test(arguments: [0, 1, 2, 30])
  func `put sitemaps behind the first click, whenever they arrive`(commits: Int) throws {
    let crawl = try crawlText(
      maxPages: 100, sitemap: ["/only", "/a", "/deep", "/"], listedAfter: commits
    ) { path in
      switch path {
      case "/": TextPage(links: ["/a", "/b"])
      case "/a": TextPage(links: ["/c"])
      case "/c": TextPage(links: ["/deep"])
      case "/only": TextPage(links: ["/from-only"])
      default: TextPage()
      }
    }
    #expect(crawl.requests == ["/", "/a", "/b", "/only", "/deep", "/c", "/from-only"])
    #expect(
      crawl.depths == ["/": 0, "/a": 1, "/b": 1, "/only": nil, "/deep": 3, "/c": 2, "/from-only": nil])
  }

  @Test func `know what sitemaps list, in whatever way it was found`() throws {
    var frontier = Frontier(maxPages: 10, maxRequests: 100)
    let addresses = try (0..<4).map { try RandomSite.address($0) }
    frontier.list(addresses[1])
    frontier.discover(addresses[0], depth: 0, referrer: nil)
    frontier.discover(addresses[1], depth: 0, referrer: nil)
    frontier.list(addresses[2])
    #expect(frontier.hasMore)
    while frontier.next != nil {
      frontier.take()
      frontier.complete(frontier.asked[frontier.asked.count - 1], Fetch(outcome: .ok), nil)
      while frontier.commit() != nil {}
    }
    let pages = frontier.pages().pages
    #expect(pages.map(\.address) == Array(addresses.prefix(3)))
    #expect(pages.map(\.isInSitemap) == [false, true, true])
    #expect(pages.map(\.depth) == [0, 0, nil])
    #expect(!frontier.hasMore)
  }

  @Test func `give a page the depth of the shortest way, and all behind it`() throws {
    // The sitemap's page and what it links to are read before anybody links to it.
    let crawl = try crawlText(maxPages: 100, sitemap: ["/x"]) { path in
      switch path {
      case "/": TextPage(links: ["/a"])
      case "/a": TextPage(links: ["/b"])
      case "/b": TextPage(links: ["/c"])
      case "/c": TextPage(links: ["/d"])
      case "/d": TextPage(links: ["/x"])
      case "/x": TextPage(links: ["/y"])
      case "/y": TextPage(links: ["/z"])
      default: TextPage()
      }
    }
    #expect(crawl.depths == ["/": 0, "/a": 1, "/b": 2, "/c": 3, "/d": 4, "/x": 5, "/y": 6, "/z": 7])
  }

  @Test func `hold ten thousand pages with sixty links each in little memory`() throws {
    var frontier = Frontier(maxPages: 10_000, maxRequests: 40_000)
    frontier.discover(try RandomSite.address(0), depth: 0, referrer: nil)
    let addresses = try (0..<10_000).map { try RandomSite.address($0) }
    var pages = 0
    while let position = frontier.next {
      frontier.take()
      frontier.complete(position, Fetch(outcome: .ok), nil)
      while let (position, page) = frontier.commit() {
        pages += 1
        for link in 1...60 {
          let known = frontier.discover(
            addresses[(position * 7 + link * 167) % 10_000], depth: page.depth.map { $0 + 1 },
            referrer: .init(page: position, reference: .link))
          #expect(known != nil)
        }
      }
    }
    #expect(pages == 10_000)
    #expect(MemoryLayout<Frontier.Entry>.stride <= 256)
    #expect(frontier.pages().pages.allSatisfy { $0.referrers.count <= 10 && $0.depth != nil })
  }
}
