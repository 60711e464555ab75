// Which URLs of a site are requested, and in which order the server sees them.

import Auditing
import Fixtures
import Testing
import Transfer

@testable import Crawling

@Suite struct `A crawl of a whole site` {
  @Test func `asks for robots.txt first, and for each page once`() async throws {
    let routes: [String: LoopbackServer.Answer] = [
      "/": .page("/a", "/b", "/a", "/"), "/a": .page("/b", "/c", "/a#top"), "/b": .page("/", "/c", "a"),
      "/c": .page("/missing", "./b", "https://elsewhere.example/"),
    ]
    try await withSite(routes) { server in
      let site = try await server.crawl().site
      #expect(server.paths.first == "/robots.txt")
      #expect(server.wanted.sorted() == ["/", "/a", "/b", "/c", "/missing", "/robots.txt"])
      #expect(server.requests.allSatisfy { $0["user-agent"] == CrawlPolicy.quick().userAgent })
      #expect(site.outcome == .complete)
      #expect(site.unread == 0)
      #expect(site.start.href == server.url())
      #expect(site.outcomes == ["/": .ok, "/a": .ok, "/b": .ok, "/c": .ok, "/missing": .clientError])
      #expect(site.pages.map(\.depth) == [0, 1, 1, 2, 3])
      #expect(site.robots.map(\.status) == [404])
    }
  }

  @Test func `goes breadth-first, in the order of the links`() async throws {
    let routes: [String: LoopbackServer.Answer] = [
      "/": .page("/2", "/1", head: "<link rel=canonical href=/z>"), "/2": .page("/21", "/22"),
      "/1": .page("/11", "/2", "/12"), "/21": .page("/deep"), "*": .page(),
    ]
    try await withSite(routes) { server in
      _ = try await server.crawl("/", .quick(concurrency: 1))
      #expect(server.pages == ["/", "/2", "/1", "/21", "/22", "/11", "/12", "/deep", "/z"])
    }
  }

  @Test(arguments: [1, 2, 3, 7, 8, 9, 50])
  func `reads as many pages as it may, redirects not counted`(limit: Int) async throws {
    let routes: [String: LoopbackServer.Answer] = [
      "/robots.txt": .text("user-agent: *\ndisallow: /no"),
      "/": .page("/1", "/no", "/r1", "/2", "/r2", "/3", "/missing", "/4"), "/r1": .redirect(to: "/5"),
      "/r2": .redirect(to: "/1"), "/missing": .status(404), "*": .page(),
    ]
    try await withSite(routes) { server in
      let site = try await server.crawl("/", .quick(maxPages: limit)).site
      let counted = site.pages.filter {
        $0.fetch.outcome != .redirect && $0.fetch.outcome != .blockedByRobots
      }
      #expect(counted.count == min(limit, 7))
      #expect(site.outcome == (limit < 7 ? .pageLimit : .complete))
      #expect((site.unread == 0) == (limit >= 7))
      #expect(!server.paths.contains("/no"))
    }
  }

  @Test(
    arguments: [
      (["/p#a", "/p#b", "#c", "/p"], ["/p"]), (["/p?utm_source=x", "/p?gclid=1", "/p"], ["/p"]),
      (["/p?b=2&a=1", "/p?a=1&b=2"], ["/p?b=2&a=1", "/p?a=1&b=2"]),
      (["/p?a=1&utm_medium=m&b=2", "/p?a=1&b=2"], ["/p?a=1&b=2"]), (["/p", "/p/"], ["/p", "/p/"]),
      (["/%7ep", "/~p", "/%7Ep"], ["/%7ep"]), (["/p?", "/p"], ["/p?"]), (["/P", "/p"], ["/P", "/p"]),
      (["/x/../p", "./p", "p", " /p\n"], ["/p"]), (["?a", "/?a"], ["/?a"]),
      (["javascript:x", "mailto:a@b.example", "data:,x", "ftp://a/", "tel:1", "http://[", "blob:x"], []),
      (["java\tscript:x", "http:p", "\\p"], ["/p"]),
    ])
  func `takes links for one page only when they are`(links: [String], requests: [String]) async throws {
    try await withSite(["/": .page(links: links), "*": .page()]) { server in
      _ = try await server.crawl("/", .quick(concurrency: 1))
      #expect(server.pages == ["/"] + requests)
    }
  }

  @Test func `resolves links by the base of the page`() async throws {
    let routes: [String: LoopbackServer.Answer] = [
      "/": .page("x", "?q", "/y", head: "<base href=/shop/deep/><base href=/other/>"), "*": .page(),
    ]
    try await withSite(routes) { server in
      _ = try await server.crawl("/", .quick(concurrency: 1))
      #expect(server.pages == ["/", "/y", "/shop/deep/x", "/shop/deep/?q"])
    }
  }

  @Test func `follows a thousand links of a page`() async throws {
    let links = (1...1_000).map { "/\($0)" }
    try await withSite(["/": .page(links: links), "*": .html("<title>x</title>")]) { server in
      let site = try await server.crawl("/", .quick(maxPages: 2_000)).site
      #expect(site.pages.map(\.address.path) == ["/"] + links)
      #expect(Set(server.pages).count == server.pages.count)
    }
  }

  @Test func `takes the www twin for the same site, with a robots.txt of its own`() async throws {
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      let host = request["host"] ?? ""
      if request.path == "/robots.txt" {
        return .text(host.hasPrefix("www.") ? "user-agent: *\ndisallow: /x" : "")
      }
      let port = host.split(separator: ":").last ?? ""
      return request.path == "/"
        ? .page(
          "http://www.shop.test:\(port)/a", "http://www.shop.test:\(port)/x", "http://a.shop.test:\(port)/",
          "/x")
        : .page()
    }
    try await withSite(answering: answer) { server in
      var egress = try Egress(allowing: server.authority)
      for name in ["shop.test", "www.shop.test", "a.shop.test"] { egress.resolving[name] = [server.address] }
      let site = try await crawl("http://shop.test:\(server.port)", .quick(concurrency: 1), egress: egress)
        .site
      #expect(
        server.requests.filter { !$0.path.hasPrefix("/devseo-check-") }.map {
          "\($0["host"]?.split(separator: ":").first ?? "")\($0.path)"
        } == [
          "shop.test/robots.txt", "shop.test/", "www.shop.test/robots.txt", "www.shop.test/a", "shop.test/x",
        ])
      #expect(site.pages.map(\.fetch.outcome) == [.ok, .ok, .blockedByRobots, .ok])
      #expect(site.robots.count == 2)
    }
  }
}
