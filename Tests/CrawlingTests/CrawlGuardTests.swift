// That no notation of an address, wherever a message or a page writes it, gets a connection to a server that
// nobody allowed. The canaries here fail a test by seeing one.

import Auditing
import Fixtures
import Testing
import Transfer

@testable import Crawling

@Suite struct `A canary sees no connection` {
  /// Hosts that are all 127.0.0.1 or ::1, or might pass for them.
  static let hosts = [
    "127.0.0.1", "127.1", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1", "017700000001", "127.0.0.1.",
    "0",
    "localhost", "localhost.", "LOCALHOST", "a.localhost", "[::1]", "[::]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "１２７.０.０.１", "127。0。0。1", "%31%32%37.0.0.1",
  ]

  @Test(arguments: hosts) func `when a message names it`(host: String) async throws {
    try await withSite(["*": .page()]) { canary in
      for scheme in ["http://", "https://", ""] {
        let domain = "\(scheme)\(host):\(canary.port)"
        let crawled = await crawl(domain, egress: .publicOnly)
        guard case .failure(.refused) = crawled.result else {
          Issue.record("\(domain): \(crawled.result)")
          continue
        }
      }
      #expect(canary.connections == 0)
    }
  }

  @Test func `when pages name it`() async throws {
    try await withSite(["*": .page()]) { canary in
      let links = Self.hosts.map { "http://\($0):\(canary.port)/" }
      let head = links.map { link in
        """
        <link rel=canonical href="\(link)"><link rel=alternate hreflang=de href="\(link)">
        <meta http-equiv=refresh content="0;url=\(link)">
        """
      }
      let routes: [String: LoopbackServer.Answer] = [
        "/": .page(
          links: links + ["/base", "/a"], head: head.joined(),
          headers: [("Link", "<\(links[0])>; rel=canonical")]),
        "/base": .page("x", "/y", "?z", head: "<base href=\"\(canary.url())\">"), "/a": .page(),
      ]
      try await withSite(routes) { server in
        let site = try await server.crawl().site
        #expect(site.outcome == .complete)
        #expect(server.pages.sorted() == ["/", "/a", "/base"])
        #expect(canary.connections == 0)
      }
    }
  }

  @Test func `when redirects lead to it`() async throws {
    try await withSite(["*": .page()]) { canary in
      var routes: [String: LoopbackServer.Answer] = [
        "/": .page(links: Self.hosts.indices.map { "/\($0)" })
      ]
      for (index, host) in Self.hosts.enumerated() {
        routes["/\(index)"] = .redirect(to: "http://\(host):\(canary.port)/")
      }
      try await withSite(routes) { server in
        let site = try await server.crawl().site
        #expect(site.pages.count { $0.fetch.outcome == .redirect } == Self.hosts.count)
        #expect(site.outcome == .complete)
        #expect(canary.connections == 0)
      }
    }
  }

  @Test(arguments: ["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "64:ff9b::7f00:1"])
  func `when a name turns out to be its address`(address: String) async throws {
    try await withSite(["*": .page()]) { canary in
      // A rule about ports is not what keeps us out here.
      var egress = try Egress(allowing: "192.0.2.1:1")
      egress.resolving["shop.test"] = [address]
      for scheme in ["http://", "https://", ""] {
        let crawled = await crawl("\(scheme)shop.test:\(canary.port)", egress: egress)
        guard case .failure(.refused) = crawled.result else {
          Issue.record("\(crawled.result)")
          continue
        }
      }
      #expect(canary.connections == 0)
    }
  }

  @Test func `when the site's own host has another address under its second name`() async throws {
    try await withSite(["*": .page()]) { canary in
      let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
        let port = request["host"]?.split(separator: ":").last ?? ""
        return request.path == "/robots.txt"
          ? .status(404) : .page("http://www.shop.test:\(port)/inside", "/a")
      }
      try await withSite(answering: answer) { server in
        var egress = try Egress(allowing: server.authority)
        egress.resolving = ["shop.test": ["127.0.0.1"], "www.shop.test": ["127.0.0.2"]]
        let site = try await crawl("http://shop.test:\(server.port)", egress: egress).site
        #expect(site.pages.map(\.fetch.outcome) == [.ok, .refused, .ok])
        #expect(site.outcome == .complete)
        #expect(server.pages.sorted() == ["/", "/a"])
      }
      #expect(canary.connections == 0)
    }
  }
}
