// Where a crawl begins: https first, http only when nobody is there.

import Auditing
import Fixtures
import Testing
import Transfer
import WebURL

@testable import Crawling

@Suite struct `A crawl begins` {
  private static let page =
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 16\r\nConnection: close\r\n\r\n<title>x</title>"

  @Test func `with http when https is refused`() async throws {
    let listener = Listener(answering: Self.page, isOpen: false)
    defer { listener.stop() }
    let egress = try Egress(allowing: "127.0.0.1:\(listener.port)")
    let crawled = await crawl("127.0.0.1:\(listener.port)", egress: egress) { turn in
      // The port opens after the first attempt, which is by https, and before the second.
      if turn == 2 { listener.open() }
      return false
    }
    let site = try crawled.site
    #expect(site.start.href == "http://127.0.0.1:\(listener.port)/")
    #expect(site.outcome == .complete)
    #expect(site.pages.map(\.facts?.titles) == [["x"]])
    #expect(site.robots.map(\.status) == [nil, 200])
    #expect(site.robots.map { $0.reason?.hasSuffix("nobody listens there") } == [true, nil])
  }

  @Test func `with https, whose failure is reported and not worked around`() async throws {
    let listener = Listener(answering: "HTTP/1.1 400 Bad Request\r\n\r\n")
    defer { listener.stop() }
    let egress = try Egress(allowing: "127.0.0.1:\(listener.port)")
    let site = try await crawl("127.0.0.1:\(listener.port)", egress: egress).site
    #expect(site.start.href == "https://127.0.0.1:\(listener.port)/")
    #expect(site.outcome == .unreachable)
    #expect(site.reason?.hasPrefix("tls: ") == true, "\(site.reason ?? "")")
    // Nothing but handshakes (22).
    #expect(listener.heard.allSatisfy { $0.first == 22 })
    #expect(!listener.heard.isEmpty)
  }

  @Test func `with https although its certificate is nobody's`() async throws {
    let crawled: (Site, UInt16) = try await withTLS { port in
      (try await crawl("127.0.0.1:\(port)", egress: Egress(allowing: "127.0.0.1:\(port)")).site, port)
    }
    #expect(crawled.0.start.href == "https://127.0.0.1:\(crawled.1)/")
    #expect(crawled.0.outcome == .unreachable)
    #expect(crawled.0.reason?.hasPrefix("tls: ") == true)
    #expect(crawled.0.pages.map(\.fetch.failure) == [.tls])
  }

  @Test func `with neither when nobody is there at all`() async throws {
    let listener = Listener(answering: "", isOpen: false)
    let domain = "127.0.0.1:\(listener.port)"
    let site = try await crawl(domain, egress: Egress(allowing: domain)).site
    #expect(site.start.href == "http://\(domain)/")
    #expect(site.outcome == .unreachable)
    #expect(site.robots.map(\.url) == ["https://\(domain)/robots.txt", "http://\(domain)/robots.txt"])
    #expect(site.pages.map(\.fetch.outcome) == [.unreachable])
  }

  @Test func `nowhere when the name has no address`() async throws {
    var egress = try Egress(allowing: "127.0.0.1:1")
    egress.resolving["nowhere.test"] = []
    egress.resolving["www.nowhere.test"] = []
    let site = try await crawl("nowhere.test", egress: egress).site
    #expect(site.outcome == .unreachable)
    #expect(site.reason?.hasPrefix("dns: ") == true)
  }

  @Test func `by the scheme that was given`() async throws {
    let listener = Listener(answering: Self.page)
    defer { listener.stop() }
    let url = "http://127.0.0.1:\(listener.port)/a?b"
    let site = try await crawl(url, egress: Egress(allowing: "127.0.0.1:\(listener.port)")).site
    #expect(site.pages.map(\.address.href) == [url])
    #expect(
      listener.heard.map { String(decoding: $0.prefix { $0 != 13 }, as: UTF8.self) }.prefix(2) == [
        "GET /robots.txt HTTP/1.1", "GET /a?b HTTP/1.1",
      ])
  }

  @Test(arguments: [
    ("shop.test", "www.shop.test"), ("www.shop.test", "shop.test"), ("a.shop.test", "www.a.shop.test"),
  ])
  func `at the twin of a name without address`(name: String, twin: String) async throws {
    try await withSite(["/in": .page("/a"), "/a": .page()]) { server in
      var egress = try Egress(allowing: server.authority)
      egress.resolving[name] = []
      egress.resolving[twin] = [server.address]
      let site = try await crawl("http://\(name):\(server.port)/in", egress: egress).site
      #expect(site.start.href == "http://\(twin):\(server.port)/in")
      #expect(site.outcome == .complete)
      #expect(site.pages.map(\.address.path) == ["/in", "/a"])
      #expect(site.robots.map(\.status) == [nil, 404])
      #expect(site.request.domain == "http://\(name):\(server.port)/in")
    }
  }

  @Test func `at the twin that a redirect leads to, and takes both for the site`() async throws {
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      let host = request["host"] ?? ""
      guard request.path != "/robots.txt" else { return .status(404) }
      guard host.hasPrefix("www.") else { return .redirect(301, to: "http://www.\(host)\(request.path)") }
      return request.path == "/" ? .page("/a") : request.path == "/a" ? .page() : .status(404)
    }
    try await withSite(answering: answer) { server in
      var egress = try Egress(allowing: server.authority)
      for name in ["shop.test", "www.shop.test"] { egress.resolving[name] = [server.address] }
      let site = try await crawl("http://shop.test:\(server.port)", egress: egress).site
      #expect(site.start.href == "http://www.shop.test:\(server.port)/")
      #expect(site.outcome == .complete)
      #expect(site.pages.map(\.depth) == [0, 0, 1])
      #expect(site.missing?.url.hasPrefix("http://www.shop.test:\(server.port)/devseo-check-") == true)
    }
  }

  @Test func `at no twin of an address`() async throws {
    #expect(try CrawlTarget("127.0.0.1:5000", egress: Egress(allowing: "127.0.0.1:5000")).twins.isEmpty)
    let target = try CrawlTarget("example.com:8080/x?y", egress: .publicOnly)
    #expect(
      target.twins.map(\.href) == ["https://www.example.com:8080/x?y", "http://www.example.com:8080/x?y"])
    #expect(
      try CrawlTarget("https://www.example.com", egress: .publicOnly).twins.map(\.href) == [
        "https://example.com/"
      ])
  }

  /// A TLS server for as long as `body` runs.
  private func withTLS<Result: Sendable>(
    _ body: (UInt16) async throws -> Result
  ) async throws -> Result {
    let (ports, port) = AsyncThrowingStream<UInt16, any Error>.makeStream()
    let isDone = Gate()
    async let server: Void = onThread {
      do {
        try withTLSServer {
          port.yield($0.port)
          isDone.wait()
        }
        port.finish()
      } catch {
        port.finish(throwing: error)
      }
    }
    var iterator = ports.makeAsyncIterator()
    let number = try #require(try await iterator.next())
    let result = try await body(number)
    isDone.open()
    await server
    return result
  }
}
