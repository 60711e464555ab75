// Pages of every kind, as far as the crawl cares what they are.

import Auditing
import Fixtures
import Testing
import Transfer

@testable import Crawling

@Suite struct `A page as it comes` {
  private static let html = "<!doctype html><title>A page</title><a href=/next>next</a>"

  @Test(
    arguments: [
      ("plain", .html(html), true),
      (
        "gzip", .bytes(gzip(Array(html.utf8)), type: "text/html", headers: [("Content-Encoding", "gzip")]),
        true
      ),
      ("without a type", .response(status: 200, headers: [], body: Array(html.utf8)), true),
      ("XHTML", .bytes(Array(html.utf8), type: "application/xhtml+xml"), true),
      (
        "chunked",
        .response(
          status: 200, headers: [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")],
          body: Array("\(String(html.utf8.count, radix: 16))\r\n\(html)\r\n0\r\n\r\n".utf8)), true
      ),
      ("with 206", .html(html, status: 206), true), ("as text", .text(html), false),
      ("as an image", .bytes(Array(html.utf8), type: "image/png"), false), ("with 204", .status(204), false),
      ("nothing", .html(""), true), ("not found", .html(html, status: 404), false),
      ("JSON", .bytes(Array("{}".utf8), type: "application/json"), false),
    ] as [(String, LoopbackServer.Answer, Bool)])
  func `is read when it is HTML and nothing went wrong`(
    name: String, answer: LoopbackServer.Answer, isRead: Bool
  )
    async throws
  {
    try await withSite(["/": .page("/p"), "/p": answer, "/next": .page()]) { server in
      let site = try await server.crawl().site
      #expect((site.page("/p")?.facts != nil) == isRead)
      #expect(server.paths.contains("/next") == (isRead && name != "nothing"))
      #expect(site.outcome == .complete)
    }
  }

  @Test func `is cut where it is too long`() async throws {
    let filler = String(repeating: "<p>word</p>", count: 10_000)
    let long = LoopbackServer.Answer.html("<title>long</title><a href=/a>a</a>\(filler)<a href=/b>b</a>")
    try await withSite(["/": long, "*": .page()]) { server in
      var policy = CrawlPolicy.quick()
      policy.pageBytes = 50_000
      let site = try await server.crawl("/", policy).site
      #expect(server.pages == ["/", "/a"])
      #expect(site.page("/")?.fetch.isTruncated == true)
      #expect(site.page("/")?.fetch.outcome == .ok)
    }
  }

  @Test func `tells its sizes as sent and as read`() async throws {
    let body = Array(Self.html.utf8)
    let packed = gzip(body)
    let answer = LoopbackServer.Answer.bytes(
      packed, type: "text/html", headers: [("Content-Encoding", "gzip")])
    try await withSite(["/": answer]) { server in
      let fetch = try #require(try await server.crawl().site.pages.first?.fetch)
      #expect([fetch.wireBytes, fetch.decodedBytes] == [packed.count, body.count])
      #expect(fetch.mediaType == "text/html")
    }
  }

  @Test func `may name itself by canonical, hreflang, refresh and links`() async throws {
    let head = """
      <link rel=canonical href=/><link rel=alternate hreflang=en href=/>
      <meta http-equiv=refresh content='5;url=/'>
      """
    try await withSite(["/": .page("/", "", "#x", head: head)]) { server in
      let site = try await server.crawl().site
      #expect(server.pages == ["/"])
      #expect(site.pages.first?.depth == 0)
    }
  }

  @Test func `leads on by refresh, canonical and hreflang, and only a click counts as depth`() async throws {
    let routes: [String: LoopbackServer.Answer] = [
      "/": .page(
        "/a",
        head: "<meta http-equiv=refresh content='9;url=/refreshed'><link rel=alternate hreflang=de href=/de>",
        headers: [("Link", "</canonical>; rel=canonical")]), "/de": .page("/de/a"), "*": .page(),
    ]
    try await withSite(routes) { server in
      let site = try await server.crawl("/", .quick(concurrency: 1)).site
      #expect(server.pages == ["/", "/a", "/refreshed", "/canonical", "/de", "/de/a"])
      let depths = ["/", "/a", "/refreshed", "/canonical", "/de", "/de/a"].map { site.page($0)?.depth }
      #expect(depths == [0, 1, 1, nil, nil, nil])
      #expect(site.page("/de")?.isLinked == false)
      #expect(site.page("/de/a")?.isLinked == true)
    }
  }

  @Test func `keeps the first ten of its referrers`() async throws {
    let links = (1...20).map { "/\($0)" }
    var routes: [String: LoopbackServer.Answer] = ["/": .page(links: links), "/end": .page()]
    for link in links { routes[link] = .page("/end") }
    try await withSite(routes) { server in
      let page = try #require(try await server.crawl().site.page("/end"))
      #expect(page.referrers.map(\.page) == Array(1...10))
      #expect(page.referrerCount == 20)
    }
  }
}
