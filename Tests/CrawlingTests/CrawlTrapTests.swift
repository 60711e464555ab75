// Sites without end: a crawl reads what is worth it, and says what it left.

import Auditing
import Fixtures
import Testing
import Transfer
import WebURL

@testable import Crawling

@Suite struct `A site with traps` {
  private static func text(_ seed: Int) -> String {
    (0..<60).map { "word\(seed * 131 % 997)x\($0)" }.joined(separator: " ")
  }

  private static func html(_ text: String, _ links: [String]) -> LoopbackServer.Answer {
    let anchors = links.map { "<a href='\($0)'>\($0)</a>\n" }.joined()
    return .html(
      "<!doctype html><html lang=en><title>A page</title><nav>\(anchors)</nav><main>\(text)</main>")
  }

  /// The number at the end of a path.
  private static func number(_ path: String) -> Int { Int(path.split { !$0.isNumber }.last ?? "") ?? 0 }

  /// Sixty pages; four hundred filters at one click; a calendar, a path and sessions that never end.
  private static let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
    let path = request.path
    // Every answer gives its links a session of its own.
    let session = String(
      0xABCD_0000_0000
        + UInt64(truncatingIfNeeded: request.path.utf8.reduce(7) { $0 &* 33 &+ UInt64($1) } & 0xFF_FFFF),
      radix: 16)
    let traps = ["/a/", "/cal?y=2026&m=1", "/s/\(session)/page/1", "/logout", "/out?action=logout"]
    switch path {
    case "/":
      return html(
        text(0),
        (1...400).map { "/shop?color=\($0 % 20)&size=\($0 / 20)" } + (1...20).map { "/real/\($0)" } + traps)
    case let path where path.hasPrefix("/real/"):
      let number = number(path)
      return html(
        text(number), (number <= 20 ? ["/real/\(number + 20)", "/real/\(number + 40)"] : []) + traps)
    case let path where path.hasPrefix("/shop?"):
      return html(text(500), (1...20).map { "\(path)&page=\($0)" } + traps)
    case let path where path.hasPrefix("/cal?"):
      return html("Month \(path)", ["/cal?y=2026&m=\(number(path) + 1)"] + traps)
    case let path where path.hasPrefix("/s/"):
      return html(text(600 + number(path) % 5), (0..<5).map { "/s/\(session)/page/\($0)" } + traps)
    case let path where path.hasPrefix("/a/"):
      return html("More", ["a/"] + traps)
    default: return .status(404)
    }
  }

  @Test func `is read where it is a site`() async throws {
    try await withSite(answering: Self.answer) { server in
      let site = try await server.crawl("/", .quick(maxPages: 300)).site
      #expect(Set(server.pages.filter { $0.hasPrefix("/real/") }).count == 60)
      #expect(server.pages.count <= 300)
      #expect(!server.pages.contains { $0.contains("logout") })
      #expect(site.skipped["unsafe_action"] == 2)
      let traps = Dictionary(
        site.traps.map { (String($0.pattern.drop { $0 != "/" }), $0.cause) }
      ) { first, _ in first }
      #expect(traps["/shop?color&size"] == .budget || traps["/shop?color&size"] == .sameText)
      #expect(traps["/cal?m&y"] == .budget)
      #expect(traps["/s/{h}/…"] == .sameText)
      #expect(traps["/…/a/…"] == .shape)
      #expect(site.traps.allSatisfy { $0.seen >= $0.fetched })
      #expect(site.outcome == .complete)
      #expect(site.unread == site.skipped.values.reduce(0, +))
      let again = try await server.crawl("/", .quick(maxPages: 300, concurrency: 1)).site
      #expect(again.text == site.text)
      #expect(again.traps == site.traps)
      #expect(again.skipped == site.skipped)
    }
  }

  @Test func `of two hundred thousand links is read as far as the limit`() async throws {
    let links = (1...200_000).map { "<a href=/p\($0)x>" }.joined()
    try await withSite(["/": .html("<title>x</title>" + links), "*": .status(404)]) { server in
      let site = try await server.crawl("/", .quick(maxPages: 5)).site
      let facts = try #require(site.page("/")?.facts)
      #expect(facts.links.count == 5_000)
      // As many as two mebibytes hold.
      #expect(facts.linkCount > 90_000)
      #expect(site.pages.count == 5)
      #expect(site.unread == 4_996)
    }
  }

  @Test(arguments: ["/", "/deep/start?x=1"])
  func `of nothing but redirects is left after ten`(start: String) async throws {
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      guard request.path == start || request.path.hasPrefix("/n?") else { return .status(404) }
      return .redirect(to: "/n?n=\(Self.number(request.path) + 1)")
    }
    try await withSite(answering: answer) { server in
      let site = try await server.crawl(start).site
      #expect(server.pages.count == 11)
      #expect(site.pages.allSatisfy { $0.fetch.outcome == .redirect })
      #expect(site.missing == nil)
    }
  }

  @Test(arguments: [
    "java\tscript:alert(1)", "javascript:x", "data:text/html,x", "blob:https://a/1", "intent://x#Intent;end",
    "mailto:a@b",
    "http://site.test:99999/", "//evil%2f@[", "http://site.test%2f@evil.test/",
    "http://site.test\\@evil.test/",
    "http://evilsite.test/", "http://site.test.evil.test/", "http://site.test:0/", "http://me:x@evil.test/",
    "http://site.test./",
  ])
  func `may name what is no page of it`(href: String) async throws {
    try await withSite(answering: { request in
      request.path == "/" ? .html("<title>x</title><a href=\"\(href)\">x</a>") : .status(404)
    }) { server in
      var egress = try Egress(allowing: server.authority)
      egress.resolving["site.test"] = [server.address]
      let site = try await crawl("http://site.test:\(server.port)", egress: egress).site
      #expect(site.outcome == .complete)
      // `\` is a slash, and the rest a path on the host before it; but not on its port.
      #expect(server.pages == ["/"])
    }
  }
}
