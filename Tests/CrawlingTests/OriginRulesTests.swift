// What answers to /robots.txt mean for an origin: RFC 9309 2.3.1, retries, redirects.

import Auditing
import Testing
import Transfer
import WebURL

@testable import Crawling

@Suite struct `The robots.txt of an origin` {
  private static let forbidding = Array("User-agent: *\nDisallow: /".utf8)

  @Test(arguments: [
    (200, "forbidden"), (204, "forbidden"), (401, "allowed"), (403, "allowed"), (404, "allowed"),
    (410, "allowed"),
  ])
  func `is final`(status: Int, verdict: String) throws {
    let origin = try Origin()
    #expect(try origin.read([.success(Response(status: status, body: Self.forbidding))]) == [verdict])
    #expect(origin.files.records.map(\.status) == [status])
  }

  @Test(arguments: [429, 500, 503, 599, 999])
  func `is asked for again when the server fails`(status: Int) throws {
    let origin = try Origin()
    let failure = Result<Response, TransferError>.success(Response(status: status))
    #expect(
      try origin.read([failure, failure, failure]) == ["ask in 1.0 seconds", "ask in 4.0 seconds", "failing"])
    #expect(origin.files.records.map(\.status) == [status])
    #expect(
      try Origin().read([failure, .success(Response(status: 404))]) == ["ask in 1.0 seconds", "allowed"])
  }

  @Test(arguments: [.dns, .reset, .timedOut, .connectTimedOut, .connectFailed] as [TransferError.Code])
  func `is asked for again when nothing came`(code: TransferError.Code) throws {
    let origin = try Origin()
    #expect(
      try origin.read([failure(code), failure(code)]) == ["ask in 1.0 seconds", "unreachable \(code)"])
    #expect(origin.files.records.map(\.reason) == ["cannot fetch from a.com:443: why"])
    #expect(origin.files.records.map(\.status) == [nil])
    #expect(
      try Origin().read([failure(code), .success(Response(status: 200))]) == [
        "ask in 1.0 seconds", "allowed",
      ])
  }

  @Test(arguments: [.refusedByPolicy, .tls, .connectRefused, .invalidRequest] as [TransferError.Code])
  func `is given up at once when asking again cannot help`(code: TransferError.Code) throws {
    #expect(try Origin().read([failure(code)]) == ["unreachable \(code)"])
  }

  @Test func `is looked for elsewhere, five times`() throws {
    let origin = try Origin()
    let steps = try origin.read((1...6).map { redirect("/\($0)") })
    #expect(
      steps == (1...5).map { "ask https://a.com/\($0)" } + ["allowed"])
    let fifth = try Origin()
    let last = Result<Response, TransferError>.success(Response(status: 200, body: Self.forbidding))
    #expect(try fifth.read((1...5).map { redirect("/\($0)") } + [last]).last == "forbidden")
  }

  @Test func `may lie on another host`() throws {
    #expect(
      try Origin().read([
        redirect("http://b.com/r"), .success(Response(status: 200, body: Self.forbidding)),
      ]) == ["ask http://b.com/r", "forbidden"])
  }

  @Test(arguments: ["file:///etc/passwd", "//", "javascript:x", nil])
  func `is absent when its redirect leads nowhere`(location: String?) throws {
    #expect(try Origin().read([redirect(location)]) == ["allowed"])
  }

  @Test(arguments: ["http://127.0.0.1/", "http://[::1]:80/r", "http://localhost/", "https://b.com:25/"])
  func `is not looked for where nothing may be read`(location: String) throws {
    #expect(try Origin().read([redirect(location)]) == ["unreachable refusedByPolicy"])
  }

  @Test func `belongs to scheme, host and port`() throws {
    let origin = try Origin()
    #expect(try origin.read([.success(Response(status: 200, body: Self.forbidding))]) == ["forbidden"])
    for other in ["http://a.com/", "https://www.a.com/", "https://a.com:8443/"] {
      #expect(origin.files.verdict(for: try #require(URL(other))) == nil)
    }
    #expect(origin.files.verdict(for: try #require(URL("https://a.com:443/x"))) != nil)
  }

  private func failure(_ code: TransferError.Code) -> Result<Response, TransferError> {
    .failure(TransferError(code, target: "a.com:443", detail: "why"))
  }

  private func redirect(_ location: String?) -> Result<Response, TransferError> {
    .success(Response(status: 301, headers: Headers(location.map { [("location", $0)] } ?? [])))
  }
}

/// The file of one origin, given answers one after the other.
private final class Origin {
  var files = RobotsFiles()
  private let file: Int
  private let url: URL

  init() throws {
    url = try #require(URL("https://a.com/page?x#y"))
    let opened = files.open(url)
    file = try #require(opened)
    #expect(files.url(of: file).href == "https://a.com/robots.txt")
  }

  /// What is to be done after each answer.
  func read(_ answers: [Result<Response, TransferError>]) throws -> [String] {
    answers.map { answer in
      let before = files.url(of: file).href
      switch files.read(answer, of: file, policy: CrawlPolicy(maxPages: 1), egress: .publicOnly) {
      case .ask(let wait):
        let after = files.url(of: file).href
        return wait > .zero ? "ask in \(wait)" : "ask \(after == before ? "again" : after)"
      case .done: return verdict
      }
    }
  }

  private var verdict: String {
    switch files.verdict(for: url) {
    case nil: "unknown"
    case .pending: "pending"
    case .failing: "failing"
    case .unreachable(let error): "unreachable \(error.code)"
    case .rules(let rules): rules.allows(url, agent: "DevSEOBot") ? "allowed" : "forbidden"
    }
  }
}
