// A crawl as JSON, and its short form.

import Auditing
import JSONText
import Reporting
import Testing
import WebURL

@Suite struct `The result of a crawl` {
  @Test func `has schema, job, stats, issues and pages`() throws {
    let result = CrawlResult(try site(pages: 2), Audit(try site(pages: 2))).json
    #expect(result["schema"] == "devseo.crawl/1")
    #expect(result["job"]?["outcome"] == "complete")
    #expect(result["job"]?["coverage"] == 1.0)
    #expect(result["pages"]?.array?.count == 2)
    #expect(result["pages"]?[0]?["url"] == "https://shop.example/0")
    #expect(result["pages"]?[0]?["status"] == 200)
    #expect(result["stats"]?["indexability"] == ["ok": 2])
    let issue = try #require(result["issues"]?.array?.first { $0["id"] == "title-missing" })
    #expect(issue["affected"] == 2)
    #expect(issue["population"] == 2)
    #expect(issue["pages"]?[1]?["url"] == "https://shop.example/1")
    #expect(issue["source"]?.string?.hasPrefix("https://") == true)
  }

  @Test func `has a score with what to fix first, and null where no page was read`() throws {
    let site = try site(pages: 2)
    let score = try #require(CrawlResult(site, Audit(site)).json["score"])
    // Two errors, three warnings (no text at all is one), a notice, on every page; the tidy categories lose nothing.
    #expect(score["overall"] == 44 && score["grade"] == "F")
    #expect(score["categories"]?["links"] == 100 && score["categories"]?["mobile"] == 72)
    let first = try #require(score["top_fixes"]?.array)
    #expect(first.map { $0["id"]?.string }.prefix(2) == ["title-missing", "viewport-missing"])
    let gains = first.map { $0["gain"]?.double ?? 0 }
    #expect(gains == gains.sorted(by: >) && gains[0] > 12)
    let issue = CrawlResult(site, Audit(site)).json["issues"]?.array?.first { $0["id"] == "title-missing" }
    #expect(issue?["gain"] == first[0]["gain"])
    var unread = site
    unread.pages = []
    #expect(CrawlResult(unread, Audit(unread)).json["score"] == .null)
  }

  @Test func `names what a finding about the site as a whole is about`() throws {
    var site = try site(pages: 1)
    site.traps = [Trap(pattern: "shop.example/?page", cause: .budget, seen: 9, fetched: 3)]
    let issue = CrawlResult(site, Audit(site)).json["issues"]?.array?.first { $0["id"] == "crawl-trap" }
    #expect(issue?["pages"]?[0]?["url"] == .null)
    #expect(issue?["pages"]?[0]?["subject"] == "shop.example/?page")
  }

  @Test func `keeps all that depends on time under timing`() throws {
    var slow = try site(pages: 3)
    slow.timing = .init(startedAt: 1_700_000_000, seconds: 9)
    slow.pages[1].fetch.totalSeconds = 4
    let fast = try site(pages: 3)
    func members(_ site: Site) -> [String: JSON] {
      (CrawlResult(site, Audit(site)).json.object ?? [:]).filter { $0.key != "timing" }
    }
    #expect(members(slow) == members(fast))
    #expect(CrawlResult(slow, Audit(slow)).json["timing"] != CrawlResult(fast, Audit(fast)).json["timing"])
  }

  @Test func `lists links and images only in full`() throws {
    let site = try site(pages: 1)
    let counts = CrawlResult(site, Audit(site)).json["pages"]?[0]?["facts"]
    let full = CrawlResult(site, Audit(site), detail: .full).json["pages"]?[0]?["facts"]
    #expect(counts?["links"] == nil && counts?["link_counts"] != nil)
    #expect(full?["links"] == [] && full?["images"] == [] && full?["headings"] == [])
  }

  @Test func `tells what was checked, with the pages that name it`() throws {
    var site = try site(pages: 3)
    let elsewhere = PageAddress(try #require(URL("https://a.example/x")))
    var link = CheckedURL(address: elsewhere, kind: .link, isInternal: false, verdict: .broken)
    (link.status, link.referrers, link.referrerCount) = (404, [0, 2], 12)
    let image = CheckedURL(address: site.pages[1].address, kind: .image, isInternal: true)
    site.checked = [link, image]
    let result = CrawlResult(site, Audit(site)).json
    #expect(
      result["external"] == [
        [
          "url": "https://a.example/x", "kind": "link", "internal": false, "verdict": "broken", "status": 404,
          "reason": .null, "final": .null, "referrers": ["https://shop.example/0", "https://shop.example/2"],
          "referrer_count": 12,
        ],
        [
          "url": "https://shop.example/1", "kind": "image", "internal": true, "verdict": "unchecked",
          "status": .null, "reason": .null, "final": .null, "referrers": [], "referrer_count": 0,
        ],
      ])
    #expect(result["stats"]?["checks"] == ["broken": 1, "unchecked": 1])
    #expect(CrawlResult.abridged(result)["external"] == nil)
  }

  @Test func `tells why URLs were not read, and what robots.txt asks for`() throws {
    var site = try site(pages: 1)
    (site.unread, site.skipped) = (10, ["throttled": 7])
    var file = Site.RobotsFile(url: "https://shop.example/robots.txt", status: 200, reason: nil)
    file.crawlDelaySeconds = 90
    site.robots = [file]
    site.pages[0].fetch = Fetch(outcome: .unreachable, reason: "tls: no")
    site.pages[0].fetch.failure = .tls
    let result = CrawlResult(site, Audit(site)).json
    #expect(result["skipped"] == ["blocked_by_robots": 0, "refused": 0, "throttled": 7, "limit": 3])
    #expect(result["site"]?["robots"]?[0]?["crawl_delay_s"] == 90.0)
    #expect(result["pages"]?[0]?["failure"] == "tls")
  }

  @Test func `in short leaves pages out and says so, whatever the size of the site`() throws {
    let site = try site(pages: 3_000)
    let whole = CrawlResult(site, Audit(site)).json
    let short = CrawlResult.abridged(whole)
    #expect(short["truncated"] == true)
    #expect(short["pages"] == nil)
    #expect(short["timing"]?["pages"] == nil)
    #expect(short["stats"] == whole["stats"])
    #expect(short["issues"]?[0]?["affected"] == 3_000)
    #expect(short["issues"]?[0]?["pages"]?.array?.count == 10)
    #expect(whole.bytes().count > 1 << 20)
    #expect(short.bytes().count < 1 << 17)
  }

  /// A site of empty pages.
  private func site(pages count: Int) throws -> Site {
    let start = try #require(URL("https://shop.example/0"))
    let pages = try (0..<count).map { number in
      let url = try #require(URL("https://shop.example/\(number)"))
      var page = Page(
        address: PageAddress(url), depth: min(number, 1), fetch: Fetch(outcome: .ok, status: 200))
      page.facts = PageFacts()
      return page
    }
    return Site(
      .init(domain: "shop.example", maxPages: 5_000), start: PageAddress(start), pages: pages,
      outcome: .complete)
  }
}
