// Sites that answer any URL with a page.

import Auditing
import Fixtures
import Testing
import WebURL

@testable import Crawling

@Suite struct `A site that never says no` {
  @Test func `is found out by a page that cannot exist`() async throws {
    try await withSite(["/": .page("/a"), "/a": .page("/b")]) { server in
      let site = try await server.crawl().site
      let missing = try #require(site.missing)
      #expect(missing.status == 404)
      #expect(!missing.isPage)
      let name = try #require(server.paths.first { $0.hasPrefix("/devseo-check-") })
      #expect(missing.url == server.url(name))
      let digits = name.dropFirst("/devseo-check-".count)
      #expect(digits.utf8.count == 16)
      #expect(digits.allSatisfy { $0.isHexDigit && !$0.isUppercase })
      #expect(server.paths.count { $0.hasPrefix("/devseo-check-") } == 1)
      #expect(!site.pages.contains { $0.address.path == name })
    }
  }

  @Test(arguments: [60, 3, 0])
  func `does not lead on for ever`(words: Int) async throws {
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      guard request.path != "/robots.txt" else { return .status(404) }
      let links = (1...10).map {
        "<a href='/\(request.path.utf8.reduce(UInt64($0)) { $0 &* 31 &+ UInt64($1) })'></a>"
      }
      let text = (0..<words).map { "same\($0)" }.joined(separator: " ")
      return .html("<!doctype html><title>Welcome</title><nav>\(links.joined())</nav><main>\(text)</main>")
    }
    try await withSite(answering: answer) { server in
      let site = try await server.crawl("/", .quick(maxPages: 200)).site
      #expect(site.missing?.isPage == true)
      #expect(site.missing?.status == 200)
      #expect(server.pages.count == 11)
      #expect(site.outcome == .complete)
    }
  }

  @Test func `may still have pages of its own`() async throws {
    let pages = ["/": ["/a", "/gone"], "/a": ["/b"], "/b": ["/c"]]
    try await withSite(answering: { request in
      guard request.path != "/robots.txt" else { return .status(404) }
      guard let links = pages[request.path] else { return .page("/not/\(request.path)x", "/a") }
      return .page(links: links)
    }) { server in
      let site = try await server.crawl().site
      #expect(Set(["/", "/a", "/gone", "/b", "/c"]).isSubset(of: server.pages))
      #expect(site.missing?.isPage == true)
    }
  }

  @Test(arguments: [
    ("/gone", false, 404), ("/", true, 200), ("https://elsewhere.example/", false, 302),
    ("/secret", false, 302),
  ])
  func `may do so after a redirect`(location: String, isPage: Bool, status: Int) async throws {
    try await withSite(answering: { request in
      switch request.path {
      case "/": .page("/a")
      case "/robots.txt": .text("user-agent: *\ndisallow: /secret")
      case let path where path.hasPrefix("/devseo-check-"): .redirect(to: location)
      default: .status(404)
      }
    }) { server in
      let missing = try #require(try await server.crawl().site.missing)
      #expect(missing.isPage == isPage)
      #expect(missing.status == status)
      #expect(missing.url.contains("/devseo-check-"))
      #expect(!server.paths.contains("/secret"))
    }
  }

  @Test func `redirects without end`() async throws {
    try await withSite(answering: { request in
      request.path == "/"
        ? .page() : request.path == "/robots.txt" ? .status(404) : .redirect(to: "\(request.path)x")
    }) { server in
      let site = try await server.crawl().site
      #expect(site.missing?.isPage == false)
      #expect(server.paths.count { $0.hasPrefix("/devseo-check-") } == 11)
      #expect(site.pages.count == 1)
    }
  }

  @Test func `is not asked where robots.txt forbids it, nor by a start page that is none`() async throws {
    let routes: [[String: LoopbackServer.Answer]] = [
      ["/robots.txt": .text("user-agent: *\ndisallow: /devseo"), "/": .page("/a"), "*": .page()],
      ["/": .status(404)], ["/": .bytes([1, 2], type: "image/png")],
    ]
    for routes in routes {
      try await withSite(routes) { server in
        let site = try await server.crawl().site
        #expect(site.missing == nil)
        #expect(server.wanted == server.paths)
      }
    }
  }

  @Test func `is asked by a name that a test may choose`() {
    var probe = MissingProbe(name: "0123456789abcdef")
    #expect(
      probe.begin(at: URL("https://site.example/de/?x")!)?.href
        == "https://site.example/devseo-check-0123456789abcdef")
    #expect(probe.begin(at: URL("https://site.example/")!) == nil)
    #expect(probe.result == nil)
  }
}
