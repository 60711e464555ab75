// Redirects: of the start page, within the site, away from it, round and round.

import Auditing
import Fixtures
import Testing
import Transfer

@testable import Crawling

@Suite struct `A redirect` {
  @Test func `of the start page within the site is the way in`() async throws {
    let routes: [String: LoopbackServer.Answer] = [
      "/": .redirect(301, to: "/de/"), "/de/": .redirect(to: "/de/home"), "/de/home": .page("/de/a"),
      "*": .page(),
    ]
    try await withSite(routes) { server in
      let site = try await server.crawl().site
      #expect(site.start.path == "/de/home")
      #expect(site.pages.map(\.address.path) == ["/", "/de/", "/de/home", "/de/a"])
      #expect(site.pages.map(\.depth) == [0, 0, 0, 1])
      #expect(site.outcome == .complete)
      #expect(site.request.domain == server.url())
    }
  }

  @Test(arguments: ["https://example.com/welcome", "//example.com/welcome", "http://www.example.com:8080"])
  func `of the start page to another site ends the crawl`(location: String) async throws {
    try await withSite(["/": .redirect(to: location), "*": .page()]) { server in
      let site = try await server.crawl().site
      #expect(site.outcome == .offsiteRedirect)
      #expect(site.reason?.hasPrefix("the start page leads to http") == true)
      #expect(site.pages.map(\.fetch.outcome) == [.redirect])
      #expect(server.wanted == ["/robots.txt", "/"])
    }
  }

  @Test(arguments: [
    "http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:1/", "http://0x7f000001:1/",
    "http://2130706433:1/",
    "http://[::]/", "http://[::1]/", "http://me:secret@10.0.0.1/",
  ])
  func `of the start page to an internal address is refused`(location: String) async throws {
    try await withSite(["/": .redirect(to: location)]) { server in
      let crawled = try await server.crawl()
      guard case .failure(.refused(let name, _)) = crawled.result else {
        Issue.record("\(crawled.result)")
        return
      }
      #expect(name.hasPrefix("\(server.url()), which leads to http://"))
      #expect(server.wanted == ["/robots.txt", "/"])
    }
  }

  @Test(arguments: [
    "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "file:///etc/passwd",
    "gopher://127.0.0.1/",
    "https://example.com/",
  ])
  func `of another page away from the site is noted and not followed`(location: String) async throws {
    try await withSite(["/": .page("/r", "/a"), "/r": .redirect(to: location), "/a": .page()]) { server in
      let site = try await server.crawl().site
      #expect(site.outcomes == ["/": .ok, "/r": .redirect, "/a": .ok])
      #expect(site.page("/r")?.fetch.location == location)
      #expect(site.outcome == .complete)
      #expect(server.wanted.sorted() == ["/", "/a", "/r", "/robots.txt"])
    }
  }

  @Test(
    arguments: [
      ("itself", ["/r": "/r"], 1), ("another and back", ["/r": "/s", "/s": "/r"], 2),
      ("three in a circle", ["/r": "/s", "/s": "/t", "/t": "/r"], 3), ("its fragment", ["/r": "#x"], 1),
    ] as [(String, [String: String], Int)])
  func `in a circle is asked for once`(name: String, hops: [String: String], requests: Int) async throws {
    var routes: [String: LoopbackServer.Answer] = ["/": .page("/r")]
    for (path, location) in hops { routes[path] = .redirect(to: location) }
    try await withSite(routes) { server in
      let site = try await server.crawl().site
      #expect(server.pages.count == 1 + requests)
      #expect(site.redirects.allSatisfy { $0.end == "loop" })
      #expect(site.redirects.count == requests)
    }
  }

  @Test(arguments: [
    ("/%7eme", "/~me"), ("/a?", "/a"), ("/a", "/a?"), ("/k%c3%a4se", "/k%C3%A4se"),
    ("/p", "/p?utm_source=us"),
  ])
  func `to the same page in another writing is no circle`(link: String, location: String) async throws {
    let routes: [String: LoopbackServer.Answer] = [
      "/": .page(link), link: .redirect(301, to: location), location: .page("/next"), "/next": .page(),
    ]
    try await withSite(routes) { server in
      let site = try await server.crawl("/", .quick(concurrency: 1)).site
      #expect(server.pages == ["/", link, location, "/next"])
      #expect(site.pages.map(\.fetch.outcome) == [.ok, .ok, .ok])
      #expect(site.redirects.isEmpty)
    }
  }

  @Test func `between two writings of one page is a circle in the end`() async throws {
    let routes: [String: LoopbackServer.Answer] = [
      "/": .page("/%7eme"), "/%7eme": .redirect(to: "/~me"), "/~me": .redirect(to: "/%7eme"),
    ]
    try await withSite(routes) { server in
      let site = try await server.crawl().site
      #expect(server.pages == ["/", "/%7eme", "/~me", "/%7eme", "/~me"])
      #expect(site.redirects.map(\.end) == ["loop"])
    }
  }

  @Test(arguments: ["/", "/page"])
  func `to ever new places is followed ten times`(start: String) async throws {
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      guard request.path != "/page" else { return .page("/n?0") }
      guard request.path == "/" || request.path.hasPrefix("/n") else { return .status(404) }
      return .redirect(to: "/n?\((Int(request.path.dropFirst(3)) ?? 0) + 1)")
    }
    try await withSite(answering: answer) { server in
      let site = try await server.crawl(start).site
      #expect(server.pages.filter { $0 != "/page" }.count == 11)
      #expect(site.redirects.first?.end == "too_long")
    }
  }

  @Test(arguments: [nil, "//", "http:///", "http://["])
  func `without a place to go leads nowhere`(location: String?) async throws {
    let headers = location.map { [("Location", $0)] } ?? []
    try await withSite(["/": .page("/r"), "/r": .status(301, headers: headers)]) { server in
      let site = try await server.crawl().site
      #expect(site.outcomes == ["/": .ok, "/r": .redirect])
      #expect(site.redirects.map(\.end) == ["invalid"])
    }
  }

  @Test func `of a robots.txt to an internal address is refused`() async throws {
    try await withSite([:]) { canary in
      let routes: [String: LoopbackServer.Answer] = [
        "/robots.txt": .redirect(to: canary.url()), "*": .page(),
      ]
      try await withSite(routes) { server in
        let crawled = try await server.crawl()
        guard case .failure(.refused) = crawled.result else {
          Issue.record("\(crawled.result)")
          return
        }
        #expect(server.wanted == ["/robots.txt"])
        #expect(canary.connections == 0)
      }
    }
  }
}
