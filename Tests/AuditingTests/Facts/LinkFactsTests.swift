// The links of a page.

import Testing

@testable import Auditing

@Suite struct `The links of a page` {
  @Test(arguments: [
    ("<a href=a>a</a>", ["https://example.com/dir/a"]),
    ("<a href='\n /a\tb '>a</a>", ["https://example.com/ab"]),
    ("<map><area href=a></map>", ["https://example.com/dir/a"]),
    ("<a href=''>a</a>", ["https://example.com/dir/page"]),
    ("<a href=#x>a</a>", ["https://example.com/dir/page"]), ("<a>a</a>", []), ("<a name=x>a</a>", []),
    ("<a href=//other.com>a</a>", ["https://other.com/"]), ("<a href='java\nscript:x'>a</a>", []),
    ("<a href=mailto:a@b.c>a</a>", []), ("<a href=tel:1>a</a>", []), ("<a href=data:text/html,x>a</a>", []),
    ("<a href=blob:https://example.com/x>a</a>", []), ("<a href=intent://x>a</a>", []),
    ("<a href=ftp://x/>a</a>", []),
    ("<a href=file:///x>a</a>", []), ("<a href='https://['>a</a>", []), ("<link rel=next href=a>", []),
    ("<svg><a href=a>a</a></svg>", []), ("<template><a href=a>a</a></template>", []),
    ("<body><noscript><a href=a>a</a></noscript>", ["https://example.com/dir/a"]),
    ("<a href=HTTP://Example.COM:80/%7ea>a</a>", ["http://example.com/%7ea"]),
  ])
  func `lead to pages of the web`(html: String, targets: [String]) throws {
    #expect(try facts(html).links.map(\.address.href) == targets)
  }

  @Test func `to one page are one, with a count and what the first says`() throws {
    let page = try facts(
      "<nav><a rel='a  B' href=x>first</a></nav><a href=y>y</a><a rel=c href='x?utm_source=n#f'>second</a><a href=./x>3</a>"
    )
    #expect(page.links.map(\.address.href) == ["https://example.com/dir/x", "https://example.com/dir/y"])
    let link = try #require(page.links.first)
    #expect(link.count == 3 && link.anchor == "first" && link.relations == "a b" && link.place == .navigation)
    #expect(page.linkCount == 4)
  }

  @Test(arguments: ["https://other.com/", "/", "mailto:"])
  func `are not relative to a base that makes them too long`(start: String) throws {
    let long = String(repeating: "x/", count: 3_000)
    let page = try facts(
      "<base href='\(start)\(long)'><a href=/a>a</a><a href=b>b</a><a href='#c'>c</a><a href=//d.com>d</a>")
    let host = start == "/" ? "https://example.com" : "https://other.com"
    #expect(page.links.map(\.address.href) == (start == "mailto:" ? [] : ["\(host)/a", "https://d.com/"]))
    #expect(page.linkCount == 4)
  }

  @Test func `longer than crawlers take are counted and not kept`() throws {
    let page = try facts("<a href=/\(String(repeating: "x", count: 3_000))>a</a><a href=b>b</a>")
    #expect(page.linkCount == 2)
    #expect(page.links.map(\.address.href) == ["https://example.com/dir/b"])
  }

  @Test func `that are no pages are counted`() throws {
    #expect(try facts("<a href=mailto:x>a</a><a href=a>b</a><a>c</a>").linkCount == 2)
  }

  @Test(arguments: [
    ("<a rel=nofollow href=a>a</a>", true), ("<a rel='x NoFollow' href=a>a</a>", true),
    ("<a rel=ugc href=a>a</a>", true),
    ("<a rel=Sponsored href=a>a</a>", true), ("<a rel=nofollowing href=a>a</a>", false),
    ("<a rel='no follow' href=a>a</a>", false),
    ("<a rel=noopener href=a>a</a>", false), ("<a href=a>a</a>", false), ("<area rel=nofollow href=a>", true),
    ("<a rel=nofollow href=a>a</a><a href=a>a</a>", false),
    ("<a href=a>a</a><a rel=nofollow href=a>a</a>", false),
    ("<a rel=ugc href=a>a</a><a rel=nofollow href=a>a</a>", true),
    ("<meta name=robots content=none><a href=a>a</a>", true),
    ("<a href=a>a</a><meta name=robots content=nofollow>", true),
    ("<meta name=bingbot content=nofollow><a href=a>a</a>", false),
  ])
  func `are not followed when all of them say so, or the page`(html: String, isNofollow: Bool) throws {
    #expect(try facts(html).links.map(\.isNofollow) == [isNofollow])
  }

  @Test func `are not followed when a header says so`() throws {
    #expect(
      try facts("<a href=a>a</a>", headers: [("X-ROBOTS-TAG", "nofollow")]).links.map(\.isNofollow) == [true])
  }

  @Test(arguments: [
    ("<a href=a>a</a>", Link.Place.content), ("<nav><a href=a>a</a></nav>", .navigation),
    ("<header><a href=a>a</a></header>", .header),
    ("<footer><ul><li><a href=a>a</a></ul></footer>", .footer), ("<aside><a href=a>a</a></aside>", .aside),
    ("<header><nav><a href=a>a</a></nav></header>", .navigation),
    ("<nav><header><a href=a>a</a></header></nav>", .header),
    ("<main><a href=a>a</a></main>", .content), ("<div role=navigation><a href=a>a</a></div>", .content),
  ])
  func `stand somewhere`(html: String, place: Link.Place) throws {
    #expect(try facts(html).links.map(\.place) == [place])
  }

  @Test func `are internal or not`() throws {
    let page = try facts(
      "<a href=a>a</a><a href=http://www.example.com/>b</a><a href=https://sub.example.com/>c</a>")
    #expect(page.links.map(\.isInternal) == [true, true, false])
  }

  @Test func `are called by their names`() throws {
    let page = try facts(
      "<a href=a> a  <b>b</b></a><a href=b><img alt=cat></a><area href=c alt=north><a href=d></a>")
    #expect(page.links.map(\.anchor) == ["a b", "cat", "north", ""])
  }

  @Test(.timeLimit(.minutes(1))) func `are kept up to five thousand and counted beyond`() throws {
    let links = (0..<6_000).map { "<a href=\($0)>a</a>" }.joined()
    let page = try facts(links + "<a href=7>again</a><a href=5999>again</a>")
    #expect(page.links.count == 5_000)
    #expect(page.linkCount == 6_002)
    #expect(page.links[7].count == 2)
    #expect(page.links[8].count == 1)
    #expect(page.links.last?.address.href == "https://example.com/dir/4999")
  }
}
