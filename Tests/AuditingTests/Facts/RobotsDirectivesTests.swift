// What robots metas and X-Robots-Tag headers come to.

import Testing

@testable import Auditing

@Suite struct `Robots directives` {
  @Test(arguments: [
    ("noindex", ["noindex"], true, false), ("NoIndex, NOFOLLOW", ["noindex", "nofollow"], true, true),
    ("none", ["none"], true, true), (" none ,", ["none"], true, true),
    ("nofollow", ["nofollow"], false, true),
    ("all", ["all"], false, false), ("index,follow", ["index", "follow"], false, false),
    ("", [], false, false),
    (",,", [], false, false), ("noindex,noindex", ["noindex"], true, false),
    ("index, noindex", ["index", "noindex"], true, false), ("all\n,\tnone", ["all", "none"], true, true),
  ])
  func `are tokens between commas`(content: String, tokens: [String], isNoindex: Bool, isNofollow: Bool) {
    var robots = RobotsDirectives()
    robots.add(meta: content)
    #expect(robots.tokens == tokens)
    #expect(robots.isNoindex == isNoindex)
    #expect(robots.isNofollow == isNofollow)
  }

  @Test(arguments: [
    "max-image-preview:none", "max-image-preview: none", "noindexing", "no-index", "noimageindex", "notnone",
    "noindex nofollow", "x-noindex", "indexifembedded", "nosnippet", "noarchive",
  ])
  func `are never found in other words`(content: String) {
    var robots = RobotsDirectives()
    robots.add(meta: content)
    robots.add(header: content)
    #expect(!robots.isNoindex && !robots.isNofollow)
    #expect(robots.tokens == [content])
  }

  @Test(arguments: [
    ("noindex", true), ("googlebot: noindex", true), ("GoogleBot : NoIndex", true), ("*: noindex", true),
    ("devseobot: none", true), ("DevSEOBot:noindex", true), ("otherbot: noindex", false),
    ("bingbot: none", false),
    ("googlebot-news: noindex", false), ("googlebot-image: noindex", false),
    ("max-snippet: 20, noindex", true),
    ("max-image-preview:none", false), ("max-image-preview:none, noindex", true),
    ("max-video-preview:-1,none", true),
    ("noindex, max-snippet:0", true), ("otherbot: nofollow, noindex", false), ("", false), (":", false),
    (": noindex", false), ("googlebot:", false), ("index, googlebot: noindex", false),
  ])
  func `of a header may be for one robot`(line: String, isNoindex: Bool) {
    var robots = RobotsDirectives()
    robots.add(header: line)
    #expect(robots.isNoindex == isNoindex)
  }

  @Test(arguments: [
    (
      "unavailable_after: Friday, 25-Jun-2010 15:00:00 PST, noindex",
      ["unavailable_after: friday, 25-jun-2010 15:00:00 pst", "noindex"]
    ),
    (
      "unavailable_after: Fri, 25 Jun 2010 15:00:00 GMT", ["unavailable_after: fri, 25 jun 2010 15:00:00 gmt"]
    ),
    (
      "unavailable_after:Fri,25 Jun 2010 15:00:00 GMT,none",
      ["unavailable_after:fri, 25 jun 2010 15:00:00 gmt", "none"]
    ),
    (
      "unavailable_after: 25 Jun 2010 15:00:00 PST, noindex",
      ["unavailable_after: 25 jun 2010 15:00:00 pst", "noindex"]
    ),
    ("unavailable_after: 2010-06-25, nofollow", ["unavailable_after: 2010-06-25", "nofollow"]),
    ("unavailable_after: Mon, noindex", ["unavailable_after: mon", "noindex"]),
    ("unavailable_after: Mon, 1 Jan 2024 Tue, 2", ["unavailable_after: mon, 1 jan 2024 tue", "2"]),
    ("mon, 25", ["mon", "25"]),
  ])
  func `may hold a date with a comma behind the weekday`(content: String, tokens: [String]) {
    var meta = RobotsDirectives()
    meta.add(meta: content)
    #expect(meta.tokens == tokens)
    var header = RobotsDirectives()
    header.add(header: content)
    #expect(header.tokens == tokens)
  }

  @Test func `of all sources hold together`() throws {
    let page = try facts(
      "<meta name=ROBOTS content=index><meta name=googlebot content='max-snippet:5'><body><meta name=robots content=NOFOLLOW>",
      headers: [("x-robots-tag", "noarchive"), ("X-Robots-Tag", "googlebot: noindex"), ("X-Robots", "none")])
    #expect(page.robots.tokens == ["noarchive", "noindex", "index", "max-snippet:5", "nofollow"])
  }

  @Test(arguments: [
    "name=bingbot", "name=' robots'", "name=robots2", "property=robots", "http-equiv=robots", "",
  ])
  func `are read from the metas of two names`(attribute: String) throws {
    #expect(try facts("<meta \(attribute) content=noindex>").robots.tokens.isEmpty)
    #expect(try facts("<template><meta name=robots content=noindex></template>").robots.tokens.isEmpty)
    #expect(try facts("<meta name=robots>").robots.tokens.isEmpty)
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      (0..<100_000).map { "a\($0)," }.joined(), String(repeating: "mon,", count: 100_000),
      "unavailable_after: mon" + String(repeating: ", mon", count: 100_000),
      String(repeating: ",", count: 500_000),
      String(repeating: "x", count: 1_000_000) + ",",
    ])
  func `are found behind whatever a hostile page puts before them`(content: String) {
    var robots = RobotsDirectives()
    let time = ContinuousClock().measure { robots.add(meta: content + ",noindex,nofollow") }
    #expect(robots.isNoindex && robots.isNofollow)
    #expect(robots.tokens.count <= 53 && robots.tokens.allSatisfy { $0.utf8.count <= 800 })
    #expect(time < .seconds(10))
  }
}
