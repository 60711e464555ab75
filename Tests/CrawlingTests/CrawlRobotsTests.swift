// How a crawl obeys robots.txt, whatever that answers.

import Auditing
import Fixtures
import Testing
import Transfer

@testable import Crawling

@Suite struct `A crawl obeys robots.txt` {
  @Test func `and does not ask for what it forbids`() async throws {
    let routes: [String: LoopbackServer.Answer] = [
      "/robots.txt": .text(
        "User-agent: DevSEOBot\nDisallow: /private\nAllow: /private/open\n\nUser-agent: *\nDisallow: /"),
      "/": .page(
        "/private", "/private/open", "/private/x?y", "/a", head: "<link rel=canonical href=/private/c>"),
      "*": .page(),
    ]
    try await withSite(routes) { server in
      let site = try await server.crawl("/", .quick(concurrency: 1)).site
      #expect(server.wanted == ["/robots.txt", "/", "/a", "/private/open"])
      #expect(site.outcomes["/private"] == .blockedByRobots)
      #expect(site.outcomes["/private/x?y"] == .blockedByRobots)
      #expect(site.outcomes["/private/c"] == .blockedByRobots)
      #expect(site.outcome == .complete)
      // Open to us, but not to search engines.
      #expect(site.page("/a")?.fetch.isOpenToSearch == false)
    }
  }

  @Test func `and reads nothing when it forbids the start page`() async throws {
    let routes: [String: LoopbackServer.Answer] = [
      "/robots.txt": .text("User-agent: *\nDisallow: /"), "*": .page(),
    ]
    try await withSite(routes) { server in
      let site = try await server.crawl().site
      #expect(server.wanted == ["/robots.txt"])
      #expect(site.outcome == .robotsDisallowed)
      #expect(site.outcomes == ["/": .blockedByRobots])
    }
  }

  @Test(arguments: [500, 503, 429])
  func `and reads nothing when it fails`(status: Int) async throws {
    try await withSite(["/robots.txt": .status(status), "*": .page("/a")]) { server in
      let site = try await server.crawl().site
      #expect(server.wanted == ["/robots.txt", "/robots.txt", "/robots.txt"])
      #expect(site.outcome == .robotsUnreachable)
      #expect(site.reason == "robots.txt cannot be read, which forbids everything")
      #expect(site.pages.isEmpty)
      #expect(site.robots.map(\.status) == [status])
    }
  }

  @Test func `and reads nothing when its connection ends`() async throws {
    try await withSite(["/robots.txt": .raw { $0.reset() }, "*": .page()]) { server in
      let site = try await server.crawl().site
      #expect(server.wanted == ["/robots.txt", "/robots.txt"])
      #expect(site.outcome == .unreachable)
      #expect(site.outcomes == ["/": .unreachable])
    }
  }

  @Test func `and goes on when it comes at the second try`() async throws {
    let tries = Count()
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      guard request.path == "/robots.txt" else { return .page("/a") }
      return tries.next(of: "robots") == 1 ? .status(503) : .text("user-agent: *\ndisallow: /a")
    }
    try await withSite(answering: answer) { server in
      let site = try await server.crawl().site
      #expect(site.outcomes == ["/": .ok, "/a": .blockedByRobots])
    }
  }

  @Test(arguments: [401, 403, 404, 410])
  func `but not one that is not there`(status: Int) async throws {
    try await withSite(["/robots.txt": .html("Disallow: /", status: status), "*": .page()]) { server in
      let site = try await server.crawl().site
      #expect(site.outcomes == ["/": .ok])
    }
  }

  @Test func `and notes what is wrong with it`() async throws {
    let hello = "<!doctype html>\n<p>Hello"
    try await withSite(["/robots.txt": .html(hello), "*": .page()]) { server in
      let file = try #require(try await server.crawl().site.robots.first)
      #expect(file.isHTML)
      #expect(file.faultCount == 2)
      #expect(file.faults.map(\.line) == [1, 2])
      #expect(!file.isTruncated)
    }
    let long = "user-agent: *\nsitemap: a\ndisallow: /a\n" + String(repeating: "#\n", count: 300_000)
    try await withSite(["/robots.txt": .text(long), "/": .page("/a"), "*": .page()]) { server in
      let site = try await server.crawl().site
      #expect(site.outcomes == ["/": .ok, "/a": .blockedByRobots])
      #expect(site.robots.map(\.isTruncated) == [true])
      #expect(site.robots.map(\.sitemaps) == [["a"]])
      #expect(site.robots.map(\.isHTML) == [false])
    }
  }

  @Test func `wherever it was moved`() async throws {
    let routes: [String: LoopbackServer.Answer] = [
      "/robots.txt": .redirect(301, to: "/1"), "/1": .redirect(to: "2"),
      "/2": .text("user-agent: *\ndisallow: /a"),
      "*": .page("/a"),
    ]
    try await withSite(routes) { server in
      let site = try await server.crawl().site
      #expect(site.outcomes == ["/": .ok, "/a": .blockedByRobots])
      #expect(server.wanted == ["/robots.txt", "/1", "/2", "/"])
    }
  }

  @Test func `but not one that is moved for ever`() async throws {
    try await withSite(["/robots.txt": .redirect(to: "/robots.txt"), "*": .page()]) { server in
      let site = try await server.crawl().site
      #expect(site.outcomes == ["/": .ok])
      #expect(server.wanted.count == 7)
    }
  }

  @Test(arguments: ["1", "86400", "99999999999999999999999999999999999999"])
  func `and its delay, as far as that is bearable`(delay: String) async throws {
    let routes: [String: LoopbackServer.Answer] = [
      "/robots.txt": .text("user-agent: *\ncrawl-delay: \(delay)"), "/": .page("/1", "/2", "/3"),
      "*": .page(),
    ]
    try await withSite(routes) { server in
      var policy = CrawlPolicy.quick()
      policy.longestWait = .milliseconds(60)
      let site = try await server.crawl("/", policy).site
      #expect(site.outcomes.count == 4)
      #expect(site.timing.seconds >= 0.18)
      // What it asks for, not what we keep.
      #expect(site.robots.map(\.crawlDelaySeconds) == [Double(delay)])
    }
  }

  @Test func `also that of the host which the start page leads to`() async throws {
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      let host = request["host"] ?? ""
      switch (request.path, host.hasPrefix("www.")) {
      case ("/robots.txt", true): return .status(500)
      case ("/robots.txt", false): return .status(404)
      case (_, false): return .redirect(301, to: "http://www.\(host)/")
      default: return .page()
      }
    }
    try await withSite(answering: answer) { server in
      var egress = try Egress(allowing: server.authority)
      for name in ["shop.test", "www.shop.test"] { egress.resolving[name] = [server.address] }
      let site = try await crawl("http://shop.test:\(server.port)", egress: egress).site
      #expect(site.outcome == .robotsUnreachable)
      #expect(server.pages == ["/"])
    }
  }

  @Test func `and settles at once whatever it forbids`() async throws {
    let count = 200
    let mentions = (1...count).map { "<link rel=alternate hreflang=de href=/no/\($0)>" }.joined()
    let routes: [String: LoopbackServer.Answer] = [
      "/robots.txt": .text("user-agent: *\ndisallow: /no"), "/": .page(head: mentions),
    ]
    try await withSite(routes) { server in
      let site = try await server.crawl("/", .quick(maxPages: 1_000)).site
      #expect(site.pages.count { $0.fetch.outcome == .blockedByRobots } == count)
      // Not a fifth of a second for each, which would be forty.
      #expect(site.timing.seconds < 20)
    }
  }
}
