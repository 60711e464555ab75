// One check, answer by answer.

import Auditing
import Testing
import Transfer
import WebURL

@testable import Crawling

@Suite struct `The check of a URL` {
  /// A server's answers in turn, how they were asked for, and the verdict.
  typealias Case = (
    answers: [Result<Response, TransferError>], methods: [Method], verdict: CheckedURL.Verdict
  )

  @Test(
    arguments: [
      ([.status(200)], [.head], .ok), ([.status(204)], [.head], .ok), ([.status(206)], [.head], .ok),
      // Who does not like HEAD is asked again.
      ([.status(405), .status(200)], [.head, .get], .ok),
      ([.status(403), .status(200)], [.head, .get], .ok),
      ([.status(501), .status(200)], [.head, .get], .ok),
      ([.status(404), .status(200)], [.head, .get], .ok),
      ([.status(500), .status(200)], [.head, .get], .ok),
      ([.failed(.reset), .status(200)], [.head, .get], .ok),
      ([.failed(.protocolError), .status(200)], [.head, .get], .ok),
      ([.status(404), .status(404)], [.head, .get], .broken),
      ([.status(405), .status(410)], [.head, .get], .broken),
      ([.status(500), .status(503)], [.head, .get], .failing),
      ([.failed(.reset), .failed(.reset)], [.head, .get], .unreachable),
      ([.failed(.dns)], [.head], .unreachable), ([.failed(.connectRefused)], [.head], .unreachable),
      ([.failed(.tls)], [.head], .unreachable), ([.failed(.timedOut)], [.head], .unreachable),
      ([.failed(.refusedByPolicy)], [.head], .refused),
      // Nobody can tell what people see.
      ([.status(403), .status(403)], [.head, .get], .unverifiable),
      ([.status(401), .status(401)], [.head, .get], .unverifiable),
      ([.status(999), .status(999)], [.head, .get], .unverifiable),
      ([.status(400), .status(400)], [.head, .get], .unverifiable),
      ([.status(405), .status(406)], [.head, .get], .unverifiable),
      ([.status(777), .status(777)], [.head, .get], .unverifiable),
      ([.status(429)], [.head], .unverifiable),
      ([.status(503, [("Retry-After", "9")])], [.head], .unverifiable),
      ([.status(304)], [.head], .unverifiable),
      ([.status(405), .status(405, [("x-amzn-waf-action", "captcha")])], [.head, .get], .unverifiable),
    ] as [Case])
  func `comes to a verdict`(check: Case) throws {
    let (done, methods) = try run(isInternal: false, check.answers)
    #expect(methods == check.methods)
    #expect(done.verdict == check.verdict)
  }

  @Test(arguments: [(400, CheckedURL.Verdict.broken), (404, .broken), (403, .unverifiable), (500, .failing)])
  func `takes the site at its word`(status: Int, verdict: CheckedURL.Verdict) throws {
    let (done, _) = try run(isInternal: true, [.status(status), .status(status)])
    #expect(done.verdict == verdict)
  }

  @Test func `follows redirects, five of them, each by HEAD first`() throws {
    func hop(_ number: Int) -> Result<Response, TransferError> { .status(302, [("Location", "/\(number)")]) }
    let (done, methods) = try run(isInternal: false, [hop(1), .status(405), hop(2), .status(200)])
    #expect(methods == [.head, .head, .get, .head])
    #expect(done.verdict == .ok)
    #expect(done.final?.href == "https://other.net/2")
    #expect(done.status == 200)
    let (far, _) = try run(isInternal: false, (1...5).map(hop) + [.status(200)])
    #expect(far.verdict == .ok)
    let (tooFar, requests) = try run(isInternal: false, (1...6).map(hop))
    #expect(tooFar.verdict == .unverifiable)
    #expect(tooFar.reason == "more than 5 redirects")
    #expect(requests.count == 6)
  }

  @Test(
    arguments: [
      ("http://127.0.0.1/", .refused), ("http://[::1]/", .refused), ("http://0x7f.1/", .refused),
      ("http://intranet/", .refused), ("http://a.example.com:22/", .refused),
      ("//169.254.169.254/", .refused),
      ("mailto:a@b.c", .unverifiable), ("itms-apps://x", .unverifiable),
      ("file:///etc/passwd", .unverifiable),
      ("http://[", .broken), (nil, .broken),
    ] as [(String?, CheckedURL.Verdict)])
  func `follows no redirect to where we do not go`(location: String?, verdict: CheckedURL.Verdict) throws {
    let (done, methods) = try run(
      isInternal: false, [.status(301, location.map { [("Location", $0)] } ?? [])])
    #expect(done.verdict == verdict)
    #expect(methods == [.head])
    #expect(done.final == nil)
  }

  private func run(
    isInternal: Bool, _ answers: [Result<Response, TransferError>]
  ) throws -> (CheckedURL, [Transfer.Method]) {
    let address = PageAddress(try #require(URL("https://other.net/")))
    var check = Check(address, .link, isInternal: isInternal)
    var methods: [Transfer.Method] = []
    for answer in answers {
      #expect(check.verdict == nil)
      methods.append(check.request.method)
      check.read(answer, egress: .publicOnly)
    }
    return (check.record, methods)
  }
}
