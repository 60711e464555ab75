// Sites that go on for ever beside pages that are worth reading.

import Auditing
import Testing

@testable import Crawling

@Suite struct `The frontier's budgets` {
  @Test func `give a pattern with parameters fifty URLs, or a twentieth of the crawl`() throws {
    for (maxPages, budget) in [(300, 50), (1_000, 50), (2_000, 100)] {
      let crawl = try crawlText(maxPages: maxPages) { path in
        TextPage(links: path == "/" ? (1...400).map { "/list?f=\($0)" } : [], text: path)
      }
      #expect(crawl.count { $0.hasPrefix("/list") } == budget)
      #expect(crawl.skipped == ["budget": 400 - budget])
      #expect(crawl.unread == 400 - budget)
      #expect(!crawl.hasMore)
      #expect(
        crawl.traps == [Trap(pattern: "site.example/list?f", cause: .budget, seen: 400, fetched: budget)])
    }
  }

  @Test func `count patterns, not single lists`() throws {
    let crawl = try crawlText(maxPages: 1_000) { path in
      TextPage(
        links: path == "/" ? (1...90).map { "/list\($0 % 3 == 0 ? "/a" : "/b")?f=\($0)" } : [], text: path)
    }
    #expect(crawl.requests.count == 1 + 30 + 50)
  }

  @Test func `are given back by what robots.txt forbids`() throws {
    let crawl = try crawlText(maxPages: 300) { path in
      switch path {
      case "/": TextPage(links: (1...200).map { "/list?f=\($0)" } + ["/more"])
      case "/more": TextPage(links: ["/more/still"])
      // By now all that waited was found to be forbidden.
      case "/more/still": TextPage(links: ["/list?f=999", "/list?f=200"])
      case "/list?f=999", "/list?f=200": TextPage()
      case let path where path.hasPrefix("/list"): TextPage(outcome: .blockedByRobots)
      default: TextPage()
      }
    }
    #expect(crawl.requests.contains("/list?f=999"))
    #expect(crawl.requests.contains("/list?f=200"))
    #expect(crawl.skipped == ["budget": 149])
    #expect(crawl.traps.isEmpty)
  }

  @Test func `give days a fifth`() throws {
    let crawl = try crawlText(maxPages: 400) { path in
      let day = path.split(separator: "-").last.flatMap { Int($0) } ?? 0
      return TextPage(links: ["/day/\(2_000 + day / 200)-\(day / 20 % 10 + 1)-\(day % 20 + 1)/-\(day + 1)"])
    }
    #expect(crawl.requests.count > 0)
    let days = try crawlText(maxPages: 400) { path in
      let number = path.utf8.reduce(0) { $0 &* 31 &+ Int($1) } & 0xFFFF
      return TextPage(links: (0..<12).map { "/cal/2026/\($0 + 1)/\((number + $0) % 28 + 1)" }, text: path)
    }
    #expect(days.count { $0.hasPrefix("/cal") } == 80)
    #expect(days.traps.map(\.pattern) == ["site.example/cal/{d}"])
  }

  @Test func `defer what may be sessions, and read it when nothing else waits`() throws {
    let crawl = try crawlText(maxPages: 400) { path in
      switch path {
      case "/":
        TextPage(links: (0..<300).map { "/item/\(String(0xABCD_EF00 + $0, radix: 16))" } + ["/1", "/1/2"])
      case "/1/2": TextPage(links: ["/1/2/3"])
      default: TextPage(text: path)
      }
    }
    #expect(crawl.requests.count == 304)
    #expect(crawl.requests.firstIndex(of: "/1/2/3").map { $0 <= 84 } == true)
    #expect(crawl.traps.isEmpty)
  }

  @Test func `leave two fifths to the rest of the site while it waits`() throws {
    let crawl = try crawlText(maxPages: 100) { path in
      switch path {
      case "/": TextPage(links: (1...200).map { "/blog/post-\($0)x" } + ["/shop/all"])
      case "/shop/all": TextPage(links: ["/shop/all/1", "/shop/all/1/2"])
      case "/shop/all/1/2": TextPage(links: (1...10).map { "/shop/all/\($0)/x" })
      default: TextPage()
      }
    }
    #expect(crawl.requests.count == 100)
    #expect(crawl.count { $0.hasPrefix("/shop") } == 13)
    let last = try #require(crawl.requests.lastIndex { $0.hasPrefix("/shop") })
    #expect(crawl.requests[...last].count { $0.hasPrefix("/blog") } <= 60)
    #expect(crawl.hasMore)
  }

  @Test func `keep what is nearest when too much waits`() throws {
    let crawl = try crawlText(maxPages: 20) { path in
      switch path {
      case "/": TextPage(links: (1...30).map { "/a/\($0)x\($0)" })
      default: TextPage(links: (1...30).map { "\(path)/b\($0)" })
      }
    }
    #expect(crawl.requests.count == 20)
    #expect(crawl.skipped["frontier_full"].map { $0 > 300 } == true)
    #expect(crawl.hasMore)
    #expect(crawl.depths.values.allSatisfy { $0 ?? 9 < 2 })
  }

  @Test func `pass over what does something, and what repeats itself`() throws {
    let crawl = try crawlText(maxPages: 100) { path in
      TextPage(links: [
        "/logout", "/cart?add-to-cart=\(path.utf8.count)", "\(path == "/" ? "" : path)/a", "/b/",
      ])
    }
    #expect(crawl.requests == ["/", "/a", "/b/", "/a/a", "/b//a", "/b//a/a"])
    #expect(crawl.skipped["unsafe_action"] == 7)
    #expect(crawl.traps.map(\.cause) == [.shape])
    #expect(!crawl.hasMore)
  }
}

@Suite struct `A pattern whose pages say the same` {
  @Test func `is followed no longer after ten of them in a row`() throws {
    let crawl = try crawlText(maxPages: 500) { path in
      let number = path.split(separator: "/").last.flatMap { Int($0) } ?? 0
      return TextPage(links: ["/item/\(number + 1)"], text: prose(1))
    }
    #expect(crawl.requests == ["/"] + (1...10).map { "/item/\($0)" })
    #expect(crawl.traps == [Trap(pattern: "site.example/item/{n}", cause: .sameText, seen: 11, fetched: 10)])
    #expect(crawl.skipped == ["same_text": 1])
    #expect(!crawl.hasMore)
  }

  @Test func `is not one whose pages differ, nor one of short texts`() throws {
    for words in [60, 20] {
      let crawl = try crawlText(maxPages: 100) { path in
        let number = path.split(separator: "/").last.flatMap { Int($0) } ?? 0
        return TextPage(
          links: number < 50 ? ["/item/\(number + 1)"] : [],
          text: prose(words == 60 ? number : 1, words: words))
      }
      #expect(crawl.requests.count == 51)
      #expect(crawl.traps.isEmpty)
    }
  }

  @Test func `begins to count again with a page that says something else`() throws {
    let crawl = try crawlText(maxPages: 100) { path in
      let number = path.split(separator: "/").last.flatMap { Int($0) } ?? 0
      return TextPage(links: number < 60 ? ["/item/\(number + 1)"] : [], text: prose(number / 9))
    }
    #expect(crawl.requests.count == 61)
  }

  @Test func `is left with little delay when all are linked from one page`() throws {
    let crawl = try crawlText(maxPages: 2_000) { path in
      TextPage(links: path == "/" ? (1...1_000).map { "/item/\($0)" } : [], text: prose(1))
    }
    #expect((11...11 + Frontier.window).contains(crawl.requests.count))
    #expect(crawl.skipped["same_text"] == 1_001 - crawl.requests.count)
  }

  @Test func `is known among sessions by the pages behind them`() throws {
    var session = 0xABCD_0000
    let crawl = try crawlText(maxPages: 400) { path in
      let parts = path.split(separator: "/")
      let number = parts.last.flatMap { Int($0.dropFirst(4)) } ?? 0
      guard parts.count == 3 || path == "/" else { return TextPage() }
      // Each page gives every link a session of its own.
      session += 100
      return TextPage(
        links: (0..<20).map { "/s/\(String(session + $0, radix: 16))/page\($0)" }, text: prose(number))
    }
    #expect(crawl.requests.count <= 1 + 20 + 10 + Frontier.window)
    #expect(crawl.traps.map(\.pattern) == ["site.example/s/{h}/…"])
    #expect(crawl.traps.map(\.cause) == [.sameText])
  }
}

@Suite struct `A pattern of short texts` {
  /// Pages behind ever new names that say so many words; the names are what sessions have, or numbers.
  private func crawl(words: Int, isSession: Bool) throws -> TextCrawl {
    let radix = isSession ? 16 : 10
    return try crawlText(maxPages: 300) { path in
      let number = path.split(separator: "/").last.flatMap { Int($0, radix: radix) } ?? 0xABCD_0000
      return TextPage(links: ["/s/\(String(number + 1, radix: radix))"], text: prose(1, words: words))
    }
  }

  @Test func `repeats itself when it is as suspect as sessions are`() throws {
    #expect(try crawl(words: 10, isSession: true).requests.count == 11)
    #expect(try crawl(words: 9, isSession: true).requests.count == 300)
    #expect(try crawl(words: 49, isSession: false).requests.count == 300)
  }
}

@Suite struct `A crawl of traps` {
  /// Pages, days without end, filters, sessions, and things that say the same.
  private static func page(_ path: String) -> TextPage {
    let hash = path.utf8.reduce(17) { ($0 &* 31 &+ Int($1)) & 0xFF_FFFF }
    let links = (0..<8).map { index in
      let number = (hash >> index) % 500
      switch (hash + index) % 7 {
      case 0: return "/item/\(number)"
      case 1: return "/list/\(number % 3)?f=\(number)"
      case 2: return "/day/2026/\(number % 12 + 1)/\(number % 28 + 1)"
      case 3: return "/s/\(String(0xABCD_0000 + number, radix: 16))/page/\(number % 9)"
      case 4: return "\(path.prefix { $0 != "?" })/next"
      default: return "/real/\(number % 60)/\(number % 11)"
      }
    }
    return TextPage(links: links, text: path.hasPrefix("/item") ? prose(1) : prose(hash % 40))
  }

  @Test(arguments: [30, 120, 600])
  func `is the same whatever order the answers come in`(maxPages: Int) throws {
    let sitemap = (0..<150).map { $0 % 2 == 0 ? "/real/\($0)/\($0 % 11)" : "/listed/\($0)" }
    let alone = try crawlText(maxPages: maxPages, concurrency: 1, sitemap: sitemap, Self.page)
    #expect(alone.requests.count > maxPages / 2)
    for seed in 1...2 as ClosedRange<UInt64> {
      for concurrency in [2, 17, 60] {
        let again = try crawlText(
          maxPages: maxPages, concurrency: concurrency, seed: seed, sitemap: sitemap,
          listedAfter: Int(seed) * concurrency % 7, Self.page)
        #expect(again == alone)
      }
    }
  }
}
