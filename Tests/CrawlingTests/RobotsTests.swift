// What a crawler asks of a robots.txt: a URL, a pause, the sitemaps, and what its absence means.

import Testing
import WebURL

@testable import Crawling

@Suite struct `A robots.txt` {
  @Test(
    arguments: [
      ("https://a.example", false), ("https://a.example/", false), ("https://a.example/?", true),
      ("https://a.example/?q", true), ("https://a.example/p?", false), ("https://a.example/p?#f", false),
      ("https://a.example/p", true), ("https://a.example/P#p?", true), ("https://a.example/k%c3%a4se", false),
      ("https://a.example/käse", false), ("https://a.example/K%C3%A4se", true),
    ])
  func `is asked about the path and query of a URL`(text: String, isAllowed: Bool) throws {
    let file = robots("user-agent: *\ndisallow: /$\ndisallow: /p?\ndisallow: /käse")
    #expect(file.allows(try #require(URL(text)), agent: "DevSEOBot") == isAllowed)
  }

  @Test func `can always be requested itself`() throws {
    let own = try #require(URL("https://a.example/robots.txt"))
    let other = try #require(URL("https://a.example/robots.txt?x"))
    #expect(Robots.forbiddingAll.allows(own, agent: "DevSEOBot"))
    #expect(!Robots.forbiddingAll.allows(other, agent: "DevSEOBot"))
  }

  @Test(
    arguments: [
      (200, true, false), (204, true, false), (206, true, false), (400, true, true), (401, true, true),
      (403, true, true), (404, true, true), (410, true, true), (451, true, true), (429, false, false),
      (500, false, false), (503, false, false), (599, false, false), (0, false, false), (999, false, false),
    ])
  func `is read, absent or unreachable by its status`(status: Int, allowsRoot: Bool, allowsPrivate: Bool)
    throws
  {
    let file = try #require(Robots(status: status, body: Array("user-agent: *\ndisallow: /private".utf8)))
    #expect(file.allows(target: "/", agent: "DevSEOBot") == allowsRoot)
    #expect(file.allows(target: "/private", agent: "DevSEOBot") == allowsPrivate)
  }

  @Test(arguments: [300, 301, 302, 303, 304, 307, 308])
  func `is elsewhere after a redirect`(status: Int) {
    #expect(Robots(status: status, body: Array("user-agent: *\ndisallow: /".utf8)) == nil)
  }

  @Test(
    arguments: [
      ("user-agent: a\ncrawl-delay: 10", 10), ("user-agent: *\ncrawl-delay: 0.5", 0.5),
      ("user-agent: a\nCrawl-Delay: 3s # at night", 3), ("user-agent: a\ncrawl-delay: 0", 0),
      ("user-agent: a\ncrawl-delay: 86400", 86_400), ("user-agent: a\ncrawl-delay .25", 0.25),
      ("user-agent: a\ncrawl-delay: 1\ncrawl-delay: 2\ncrawl-delay: 1", 2),
      ("user-agent: a\ncrawl-delay: 1\nuser-agent: b\nallow: /\nuser-agent: a\ncrawl-delay: 4", 4),
      ("user-agent: *\ncrawl-delay: 5\nuser-agent: a\nallow: /", nil), ("crawl-delay: 5", nil), ("", nil),
      ("user-agent: a\ncrawl-delay: -1", nil), ("user-agent: a\ncrawl-delay: inf", nil),
      ("user-agent: a\ncrawl-delay: nan", nil), ("user-agent: a\ncrawl-delay:", nil),
      ("user-agent: a\ncrawl-delay: 1.2.3", nil), ("user-agent: b\ncrawl-delay: 5", nil),
    ] as [(String, Double?)])
  func `asks for a pause`(text: String, seconds: Double?) {
    #expect(robots(text).crawlDelay(for: "A") == seconds)
  }

  @Test func `asks for no infinite pause`() {
    #expect(
      robots("user-agent: *\ncrawl-delay: " + String(repeating: "9", count: 400)).crawlDelay(for: "a") == nil)
  }

  @Test func `names sitemaps anywhere, as written and in order`() {
    let text = """
      Sitemap: https://a.example/s%c3%a4.xml
      user-agent: b
      SITEMAP:/relative.xml
      disallow: /
      site-map: http://b.example:8080/ä?x=1 # main
      sitemap:
      sitemaps: https://a.example/2.xml
      """
    #expect(
      robots(text).sitemaps == [
        "https://a.example/s%c3%a4.xml", "/relative.xml", "http://b.example:8080/ä?x=1",
        "https://a.example/2.xml",
      ])
    #expect(Robots.allowingAll.sitemaps == [])
  }

  private func robots(_ text: String) -> Robots { Robots(Array(text.utf8)) }
}
