// Checks beside a crawl: two servers, one of them the site.

import Auditing
import Fixtures
import Testing
import Transfer

@testable import Crawling

@Suite struct `A crawl checks` {
  private static var policy: CrawlPolicy {
    var policy = CrawlPolicy.quick()
    policy.checksLinks = true
    policy.checksAssets = true
    policy.linkInterval = .milliseconds(5)
    policy.checkTime = .seconds(20)
    return policy
  }

  @Test func `links to other sites and the files of its pages`() async throws {
    let other: [String: LoopbackServer.Answer] = [
      "/fine": .page(), "/moved": .redirect(to: "/fine"), "/wall": .status(403), "/broken": .status(500),
      "/get": .dynamic { $0.method == "HEAD" ? .status(405) : .page() },
    ]
    try await withSite(other) { other in
      let links = ["/fine", "/moved", "/wall", "/broken", "/get", "/gone", "/fine?utm_source=x"]
      let routes: [String: LoopbackServer.Answer] = [
        "/robots.txt": .text("user-agent: *\ndisallow: /no"),
        "/": .page(
          links: links.map { other.url($0) } + ["/a"],
          head:
            "<link rel=stylesheet href=/s.css><script src=/gone.js></script><script src=/no/x.js></script>"),
        "/a": .page(other.url("/gone"), "http://127.0.0.1:1/", head: "<link rel=stylesheet href=/s.css>"),
        "/s.css": .bytes([], type: "text/css"),
      ]
      try await withSite(routes) { server in
        let egress = try Egress(allowing: "\(server.authority), \(other.authority)")
        let site = try await crawl(server.url(), Self.policy, egress: egress).site
        #expect(site.outcome == .complete)
        let seen = site.checked.map { checked in
          "\(checked.kind) \(checked.address.path) \(checked.verdict) \(checked.status ?? 0) \(checked.referrers)"
        }
        #expect(
          seen == [
            "link /fine ok 200 [0]", "link /moved ok 200 [0]", "link /wall unverifiable 403 [0]",
            "link /broken failing 500 [0]", "link /get ok 200 [0]", "link /gone broken 404 [0, 1]",
            "stylesheet /s.css ok 200 [0, 1]", "script /gone.js broken 404 [0]",
            "script /no/x.js refused 0 [0]",
            "link / refused 0 [1]",
          ])
        #expect(site.checked[1].final?.path == "/fine")
        #expect(site.checked.filter(\.isInternal).map(\.kind) == [.stylesheet, .script, .script])
        // Each once, and HEAD wherever that is answered.
        #expect(server.requests.filter { $0.path == "/s.css" }.map(\.method) == ["HEAD"])
        #expect(!server.paths.contains("/no/x.js"))
        #expect(other.requests.filter { $0.path == "/get" }.map(\.method) == ["HEAD", "GET"])
        #expect(!other.paths.contains("/robots.txt"))
      }
    }
  }

  @Test func `nothing on a machine that nobody allowed, whatever redirects say`() async throws {
    try await withSite(["*": .page()]) { canary in
      let routes: [String: LoopbackServer.Answer] = [
        "/": .page(
          canary.url(), head: "<script src=\(canary.url("/x.js"))></script><link rel=stylesheet href=/s.css>"),
        "/s.css": .redirect(to: canary.url("/s.css")),
      ]
      try await withSite(routes) { server in
        let site = try await server.crawl("/", Self.policy).site
        #expect(site.checked.map(\.verdict) == [.refused, .refused, .refused])
        #expect(site.checked.allSatisfy { $0.reason != nil })
      }
      #expect(canary.connections == 0)
    }
  }

  @Test func `with a quarter of its requests while there are pages`() async throws {
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      guard request.path == "/" else { return .page() }
      let images = (1...40).map { "<link rel=stylesheet href=/\($0).css>" }.joined()
      return .page(links: (1...40).map { "/\($0)" }, head: images)
    }
    try await withSite(answering: answer) { server in
      var policy = Self.policy
      policy.concurrency = 1
      let site = try await server.crawl("/", policy).site
      #expect(site.pages.count == 41)
      #expect(site.checked.count { $0.verdict == .ok } == 40)
      // Until the last page, which is about the fifty-fifth request.
      let last = server.requests.lastIndex { $0.method == "GET" } ?? 0
      let checks = server.requests[..<last].count { $0.method == "HEAD" }
      #expect((10...14).contains(checks), "\(checks)")
    }
  }

  @Test func `files at a site that asks for rest, and rests`() async throws {
    let tries = Count()
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      switch request.path {
      case "/robots.txt": .status(404)
      case "/1.css": tries.next(of: "css") == 1 ? .status(429, headers: [("Retry-After", "1")]) : .page()
      case "/": .page("/a", head: (1...3).map { "<link rel=stylesheet href=/\($0).css>" }.joined())
      default: .page()
      }
    }
    try await withSite(answering: answer) { server in
      var policy = Self.policy
      policy.concurrency = 1
      let site = try await server.crawl("/", policy).site
      #expect(site.outcomes == ["/": .ok, "/a": .ok])
      #expect(site.checked.map(\.verdict) == [.unverifiable, .ok, .ok])
      #expect(site.timing.seconds >= 1)
      #expect(server.paths.count { $0 == "/1.css" } == 1)
    }
  }

  @Test func `no longer than it is worth when nobody answers`() async throws {
    try await withSite(["*": .silence]) { silent in
      try await withSite(["/": .page(silent.url("/1"), silent.url("/2"))]) { server in
        let egress = try Egress(allowing: "\(server.authority), \(silent.authority)")
        var policy = Self.policy
        policy.checkTime = .milliseconds(400)
        let site = try await crawl(server.url(), policy, egress: egress).site
        #expect(site.outcome == .complete)
        #expect(site.checked.map(\.verdict) == [.unchecked, .unchecked])
        // It takes 0.2 s; who waited for an answer would wait for ten.
        #expect(site.timing.seconds < 5)
      }
    }
  }

  @Test func `until its time is up`() async throws {
    let isReached = Gate()
    let silence: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { _ in
      isReached.open()
      return .silence
    }
    try await withSite(answering: silence) { silent in
      try await withSite(["/": .page(silent.url("/1"))]) { server in
        let egress = try Egress(allowing: "\(server.authority), \(silent.authority)")
        let crawled = await crawl(server.url(), Self.policy, egress: egress) { _ in isReached.isOpen }
        #expect(try crawled.site.pages.count == 1)
        #expect(crawled.secondsToStop < 1)
      }
    }
  }

  @Test func `the same way each time`() async throws {
    let routes: [String: LoopbackServer.Answer] = [
      "*": .page("/a", "/b", "/c", "http://x.invalid:1/", head: "<link rel=stylesheet href=/s.css>")
    ]
    try await withSite(routes) { server in
      var results: Set<String> = []
      for concurrency in 1...4 {
        var policy = Self.policy
        policy.concurrency = concurrency
        let site = try await server.crawl("/", policy).site
        results.insert(site.checked.map { "\($0.address.href) \($0.verdict) \($0.referrers)" }.joined())
      }
      #expect(results.count == 1)
    }
  }
}
