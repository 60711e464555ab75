// How answers are classed, and which of them are read as HTML.

import Auditing
import Testing
import Transfer
import WebURL

@testable import Crawling

@Suite struct `An answer` {
  @Test(
    arguments: [
      (200, [], .ok), (204, [], .ok), (206, [], .ok), (301, [], .redirect), (302, [], .redirect),
      (303, [], .redirect), (307, [], .redirect), (308, [], .redirect), (400, [], .clientError),
      (401, [], .blocked), (403, [], .blocked), (404, [], .clientError), (407, [], .blocked),
      (410, [], .clientError), (429, [], .throttled), (430, [], .throttled), (451, [], .blocked),
      (500, [], .serverError), (503, [], .serverError), (503, [("Retry-After", "9")], .throttled),
      (999, [], .blocked), (304, [], .redirect), (600, [], .serverError),
    ] as [(Int, [(String, String)], FetchOutcome)])
  func `has an outcome by its status`(status: Int, headers: [(String, String)], outcome: FetchOutcome) throws
  {
    let answer = try answer(status: status, headers)
    #expect(answer.fetch.outcome == outcome)
    #expect(answer.fetch.status == status)
    #expect(answer.facts == nil)
  }

  @Test(
    arguments: [
      (503, [("cf-mitigated", "Challenge")], "", .blocked),
      (403, [("cf-mitigated", "challenge")], "", .blocked),
      (503, [("server", "cloudflare")], "<title>Just a moment...</title>", .blocked),
      (503, [("server", "AkamaiGHost")], "Access Denied", .blocked),
      (503, [("server", "nginx")], "<title>Just a moment...</title>", .serverError),
      (503, [("server", "cloudflare")], "upstream failed", .serverError),
      (
        503, [("server", "cloudflare")], "Just a moment" + String(repeating: " ", count: 50_000), .serverError
      ),
      // Throttled comes before blocked.
      (503, [("cf-mitigated", "challenge"), ("retry-after", "5")], "", .throttled),
      (200, [("cf-mitigated", "challenge")], "", .ok),
      (404, [("cf-mitigated", "challenge")], "", .clientError),
      (202, [("x-amzn-waf-action", "challenge")], "", .blocked),
      (405, [("x-amzn-waf-action", "captcha")], "", .blocked),
      (202, [("sg-captcha", "challenge")], "", .blocked),
      (405, [("x-amzn-waf-action", "block")], "", .clientError),
    ] as [(Int, [(String, String)], String, FetchOutcome)])
  func `may be a challenge`(status: Int, headers: [(String, String)], body: String, outcome: FetchOutcome)
    throws
  {
    #expect(try answer(status: status, headers, body).fetch.outcome == outcome)
  }

  @Test(
    arguments: [
      ("<script src=//hcaptcha.com/1/api.js></script><p>Verify you are human to go on.</p>", true),
      ("<title>Just a moment...</title><div class=cf-turnstile></div>", true),
      ("<div class=g-recaptcha></div><p>We have seen unusual traffic from your network.", true),
      // A form with a captcha, on a page of the site.
      (
        "<nav><a href=/>Home</a><a href=/a>A</a><a href=/b>B</a></nav><div class=g-recaptcha></div>I'm not a robot",
        false
      ),
      // A page about captchas.
      ("<h1>Are you a robot?</h1><p>What such questions are good for.", false),
      ("<div class=g-recaptcha></div><form>Write to us</form>", false),
      (
        "<div class=g-recaptcha></div><p>I am not a robot</p>" + String(repeating: "<p>word", count: 200),
        false
      ),
      (
        "<div class=g-recaptcha></div><p>I am not a robot</p><!--" + String(repeating: "x", count: 20_000)
          + "-->",
        false
      ),
    ])
  func `may be a challenge in disguise`(body: String, isChallenge: Bool) throws {
    let answer = try answer(status: 200, [("Content-Type", "text/html")], body)
    #expect(answer.fetch.outcome == (isChallenge ? .blocked : .ok))
    #expect((answer.facts == nil) == isChallenge)
    #expect(answer.fetch.reason == (isChallenge ? "a challenge that only people can pass" : nil))
  }

  @Test(
    arguments: [
      ("/b", "https://a.example/b"), ("", "https://a.example/x/y?z"), ("b#c", "https://a.example/x/b"),
      ("?q&utm_source=s", "https://a.example/x/y?q"), ("//b.example", "https://b.example/"), ("//", nil),
      ("http:///", nil), ("http://", nil), ("https:b", "https://a.example/x/b"),
      ("/ä é", "https://a.example/%C3%A4%20%C3%A9"),
      ("\\\\b.example\\c", "https://b.example/c"), ("http://0x7f.1/", "http://127.0.0.1/"),
      ("file:///etc/passwd", nil), ("gopher://a/", nil), ("ftp://a/", nil), ("javascript:x", nil),
      ("data:,x", nil),
      ("http://[::1", nil), (nil, nil),
    ] as [(String?, String?)])
  func `leads where its location says`(location: String?, target: String?) throws {
    let answer = try answer(status: 302, location.map { [("Location", $0)] } ?? [])
    #expect(answer.fetch.target?.href == target)
    #expect(answer.fetch.location == location)
  }

  @Test func `may have a very long location`() throws {
    let path = String(repeating: "a", count: 60_000)
    #expect(try answer(status: 301, [("location", "/" + path)]).fetch.target?.url.path.utf8.count == 60_001)
  }

  @Test(
    arguments: [
      ("text/html", "x", true), ("TEXT/HTML; charset=utf-8", "x", true), (" text/html ;x", "x", true),
      ("application/xhtml+xml", "x", true), ("application/xml", "<html>", false),
      ("image/png", "<html>", false),
      ("text/plain", "<!doctype html>", false), (nil, "<!DOCTYPE HTML><p>", true),
      (nil, "\u{FEFF} \n<html lang=de>", true),
      (nil, "<Head>", true), (nil, "<body>", true), (nil, "<!-- -->", true), (nil, "hello", false),
      (nil, "", false),
      (nil, "<p>", false), ("", "<html>", true), (";charset=x", "<html>", true),
    ] as [(String?, String, Bool)])
  func `is HTML by its type, or by how it begins`(type: String?, body: String, isHTML: Bool) throws {
    let answer = try answer(status: 200, type.map { [("Content-Type", $0)] } ?? [], body)
    #expect((answer.facts != nil) == isHTML)
  }

  @Test func `is decoded as its header says`() throws {
    let response = Response(
      status: 200, headers: Headers([("content-type", "text/html; charset=\"ISO-8859-1\"")]),
      body: Array("<title>K".utf8) + [0xE4] + Array("se</title>".utf8))
    #expect(Answer(response, to: try url, scope: Scope(start: try url)).facts?.titles == ["Käse"])
  }

  @Test func `keeps its sizes and times`() throws {
    let response = Response(
      status: 200, body: [1, 2], isTruncated: true, wireBytes: 7, decodedBytes: 9,
      timing: Timing(firstByte: .milliseconds(250), total: .milliseconds(1500)))
    let fetch = Answer(response, to: try url, scope: Scope(start: try url)).fetch
    #expect(fetch.isTruncated)
    #expect([fetch.wireBytes, fetch.decodedBytes] == [7, 9])
    #expect([fetch.firstByteSeconds, fetch.totalSeconds] == [0.25, 1.5])
  }

  @Test func `keeps its version, and what tells whether it has changed`() throws {
    for (version, number) in [("1.0", 10), ("1.1", 11), ("2", 20), ("3", 30)] {
      let response = Response(
        status: 404, headers: Headers([("ETag", "W/\"1\""), ("Last-Modified", "yesterday")]),
        httpVersion: version)
      let fetch = Answer(response, to: try url, scope: Scope(start: try url)).fetch
      #expect(fetch.httpVersion == number)
      #expect(fetch.validators == .init(etag: "W/\"1\"", lastModified: "yesterday"))
    }
  }

  @Test(
    arguments: [
      (.dns, .unreachable, .dns), (.connectRefused, .unreachable, .connect),
      (.connectFailed, .unreachable, .connect), (.connectTimedOut, .unreachable, .connect),
      (.tls, .unreachable, .tls), (.reset, .unreachable, .reset), (.incomplete, .unreachable, .reset),
      (.timedOut, .unreachable, .timeout), (.headersTooLarge, .unreachable, .headers),
      (.undecodable, .unreachable, .decode), (.ratioExceeded, .unreachable, .decode),
      (.protocolError, .unreachable, .protocol), (.failed, .unreachable, nil),
      (.refusedByPolicy, .refused, nil), (.invalidRequest, .refused, nil),
    ] as [(TransferError.Code, FetchOutcome, Fetch.Failure?)])
  func `may be missing`(code: TransferError.Code, outcome: FetchOutcome, failure: Fetch.Failure?) {
    let fetch = Answer(TransferError(code, target: "a:1", detail: "why")).fetch
    #expect(fetch.outcome == outcome)
    #expect(fetch.failure == failure)
    #expect(fetch.reason == "\(code.rawValue): why")
    #expect(fetch.status == nil)
  }

  private var url: URL {
    get throws { try #require(URL("https://a.example/x/y?z")) }
  }

  private func answer(status: Int, _ headers: [(String, String)] = [], _ body: String = "") throws -> Answer {
    let response = Response(status: status, headers: Headers(headers), body: Array(body.utf8))
    return Answer(response, to: try url, scope: Scope(start: try url))
  }
}
