// Pages that fail, wholly or for a while.

import Auditing
import Fixtures
import Testing
import Transfer

@testable import Crawling

@Suite struct `A page that fails` {
  /// A site whose page `/p` answers as told, try by try; the last answer stays.
  private func withPage<Result: Sendable>(
    _ answers: [LoopbackServer.Answer], _ body: (LoopbackServer) async throws -> Result
  ) async throws -> Result {
    let tries = Count()
    return try await withSite(
      answering: { request in
        switch request.path {
        case "/p": answers[min(tries.next(of: "p"), answers.count) - 1]
        case "/": .page("/p", "/q")
        case "/robots.txt": .status(404)
        default: .page()
        }
      }, body)
  }

  @Test(arguments: [500, 502, 503, 504, 599])
  func `with 5xx is tried three times`(status: Int) async throws {
    try await withPage([.status(status)]) { server in
      let site = try await server.crawl().site
      #expect(site.outcomes == ["/": .ok, "/p": .serverError, "/q": .ok])
      #expect(site.page("/p")?.fetch.status == status)
      #expect(server.paths.count { $0 == "/p" } == 3)
      #expect(site.outcome == .complete)
    }
  }

  @Test(
    arguments: [
      ("5xx", [.status(500), .page()]), ("5xx twice", [.status(500), .status(502), .page()]),
      ("429", [.status(429), .page()]), ("430 twice", [.status(430), .status(430), .page()]),
      ("429 with a time", [.status(429, headers: [("Retry-After", "0")]), .page()]),
      ("503 with a time", [.status(503, headers: [("Retry-After", "1")]), .page()]),
      ("a reset", [.raw { $0.reset() }, .page()]), ("an early end", [.raw { _ in }, .page()]),
      ("half an answer", [.raw { $0.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx") }, .page()]),
    ] as [(String, [LoopbackServer.Answer])])
  func `for a while is read in the end`(name: String, answers: [LoopbackServer.Answer]) async throws {
    try await withPage(answers) { server in
      let site = try await server.crawl().site
      #expect(site.outcomes == ["/": .ok, "/p": .ok, "/q": .ok])
      #expect(server.paths.count { $0 == "/p" } == answers.count)
    }
  }

  @Test(arguments: [
    "0", "-7", "inf", "-inf", "nan", "1e400", "1e300", "", "soon", "1.5", "0x10",
    "Wed, 21 Oct 2015 07:28:00 GMT",
  ])
  func `with 429 until we give up is throttled, which is nobody's fault`(retryAfter: String) async throws {
    try await withPage([.status(429, headers: [("Retry-After", retryAfter)])]) { server in
      let site = try await server.crawl().site
      #expect(site.outcomes == ["/": .ok, "/p": .throttled, "/q": .ok])
      #expect(server.paths.count { $0 == "/p" } == 4)
      let accused = Audit(site).issues.flatMap(\.findings).compactMap(\.page)
      #expect(accused.allSatisfy { site.pages[$0].address.path != "/p" })
    }
  }

  @Test(arguments: ["3600", "99999999999999999999999", "Wed, 21 Oct 2065 07:28:00 GMT"])
  func `with 429 for longer than we wait ends the crawl with what it has`(retryAfter: String) async throws {
    let headers = [("Date", "Tue, 24 Nov 2026 12:00:00 GMT"), ("Retry-After", retryAfter)]
    try await withPage([.status(429, headers: headers)]) { server in
      let site = try await server.crawl("/", .quick(concurrency: 1)).site
      #expect(site.outcomes == ["/": .ok, "/p": .throttled])
      #expect(server.pages == ["/", "/p"])
      #expect(site.outcome == .throttled)
      #expect(site.reason == "the site asks us to wait longer than the 1 seconds that we do in all")
      #expect(site.outcome.isPartial)
      #expect(site.unread == 1)
      #expect(site.skipped == ["throttled": 1])
      // robots.txt and sitemaps apart, which are the site's, all that is accused is the page that was read.
      #expect(Audit(site).issues.flatMap(\.findings).allSatisfy { $0.page == 0 || $0.page == nil })
    }
  }

  @Test(
    arguments: [
      (.raw { $0.reset() }, 3, "reset: ", .reset), (.raw { _ in }, 3, "reset: ", .reset),
      (.raw { $0.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx") }, 2, "incomplete: ", .reset),
      (.raw("SSH-2.0-OpenSSH\r\n"), 2, "protocolError: ", .protocol),
      (.raw("<html>HTTP/0.9"), 2, "protocolError: ", .protocol),
      (.raw("HTTP/1.1 1000 Too much\r\n\r\n"), 2, "protocolError: ", .protocol),
      (.raw("HTTP/1.1 099 Too little\r\n\r\n"), 2, "protocolError: ", .protocol),
      (
        .bytes([1, 2, 3], type: "text/html", headers: [("Content-Encoding", "gzip")]), 1, "undecodable: ",
        .decode
      ),
      (.status(200, headers: (1...200).map { ("X-\($0)", "y") }), 1, "headersTooLarge: ", .headers),
      (
        .raw(String(repeating: "HTTP/1.1 103 Early Hints\r\n\r\n", count: 1_000)), 1, "headersTooLarge: ",
        .headers
      ),
    ] as [(LoopbackServer.Answer, Int, String, Fetch.Failure)])
  func `to answer is unreachable, and the crawl goes on`(
    answer: LoopbackServer.Answer, tries: Int, reason: String, failure: Fetch.Failure
  ) async throws {
    try await withPage([answer]) { server in
      // One after another, `/p` is asked for on the connection that `/` came over. Where that ends without a word, or what
      // comes may be the rest of an earlier answer, it is asked for once more at once, on a new one; any other try is on a
      // new one as well.
      let site = try await server.crawl("/", .quick(concurrency: 1)).site
      #expect(site.outcomes == ["/": .ok, "/p": .unreachable, "/q": .ok])
      let fetch = try #require(site.page("/p")?.fetch)
      #expect(fetch.reason?.hasPrefix(reason) == true, "\(fetch.reason ?? "")")
      #expect(fetch.failure == failure)
      #expect(server.paths.count { $0 == "/p" } == tries)
      #expect(site.outcome == .complete)
    }
  }

  @Test(
    arguments: [
      ("challenge", .status(503, headers: [("cf-mitigated", "challenge")])), ("403", .status(403)),
      ("401", .status(401)), ("451", .status(451)), ("999", .status(999)),
    ] as [(String, LoopbackServer.Answer)])
  func `to let us in is not tried again`(name: String, answer: LoopbackServer.Answer) async throws {
    try await withPage([answer]) { server in
      let site = try await server.crawl().site
      #expect(site.outcomes["/p"] == .blocked)
      #expect(server.paths.count { $0 == "/p" } == 1)
    }
  }

  @Test(
    arguments: [
      (.status(429), .throttled, "the site keeps asking to slow down"),
      (.status(403), .blocked, "the start page answers 403"),
      (.raw { $0.reset() }, .unreachable, "reset: "), (.status(404), .complete, nil),
      (.status(500), .complete, nil),
    ] as [(LoopbackServer.Answer, Site.Outcome, String?)])
  func `at the start tells how the crawl ended`(
    answer: LoopbackServer.Answer, outcome: Site.Outcome, reason: String?
  ) async throws {
    try await withSite(["/": answer]) { server in
      let site = try await server.crawl().site
      #expect(site.outcome == outcome)
      #expect(site.reason?.hasPrefix(reason ?? "-") ?? (reason == nil), "\(site.reason ?? "")")
      #expect(site.pages.count == 1)
    }
  }

  @Test func `leaves the whole site in peace meanwhile`() async throws {
    let answers: [LoopbackServer.Answer] = [.status(429, headers: [("Retry-After", "1")]), .page("/r")]
    try await withPage(answers) { server in
      let crawled = try await server.crawl("/", .quick(concurrency: 1))
      #expect(server.pages == ["/", "/p", "/p", "/q", "/r"])
      #expect(try crawled.site.timing.seconds >= 1)
      // Waiting, it did not look around more often than a waiter has to.
      #expect(crawled.turns < 600)
    }
  }
}
