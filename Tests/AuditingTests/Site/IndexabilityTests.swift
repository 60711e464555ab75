// Whether search engines may show a page, and the first reason why not.

import Testing

@testable import Auditing

@Suite struct `Whether a page is indexable` {
  @Test(arguments: [
    (FetchOutcome.blockedByRobots, Indexability.robots), (.unreachable, .unreachable),
    (.refused, .unreachable),
    (.throttled, .throttled), (.blocked, .blocked), (.redirect, .redirect), (.clientError, .clientError),
    (.serverError, .serverError), (.ok, .nonHTML),
  ])
  func `depends on the answer`(outcome: FetchOutcome, reason: Indexability) throws {
    var site = try TestSite()
    try site.answer("a", outcome)
    #expect(Indexability(site.pages[0]) == reason)
    site.pages[0].fetch.isOpenToSearch = false
    #expect(Indexability(site.pages[0]) == .robots)
  }

  // Each page has all the faults from its own on; the first in the order counts.
  @Test func `has its reasons in an order`() throws {
    let noindex = "<meta name=robots content=noindex>"
    let canonical = "<link rel=canonical href=/other>"
    let refresh = "<meta http-equiv=refresh content='0;/other'>"
    #expect(try reason(noindex + canonical + refresh) == .noindex)
    #expect(try reason(canonical + refresh) == .canonicalised)
    #expect(try reason(refresh) == .metaRefresh)
    #expect(try reason("") == .ok)
    var site = try TestSite()
    try site.page("a", noindex + canonical + refresh)
    site.pages[0].fetch.outcome = .clientError
    #expect(Indexability(site.pages[0]) == .clientError)
    #expect(
      Indexability.allCases == [
        .robots, .unreachable, .throttled, .blocked, .redirect, .clientError, .serverError, .nonHTML,
        .noindex,
        .canonicalised, .metaRefresh, .ok,
      ])
  }

  @Test(arguments: [
    ("", ExpectedCanonical.none), ("<link rel=canonical href=''>", .none),
    ("<link rel=canonical href=' '>", .none),
    ("<link rel=canonical href=mailto:a@b.c>", .none), ("<link rel=canonical href='https://['>", .none),
    ("<link rel=canonical href=a>", .page("https://example.com/a")),
    (
      "<link rel=canonical href=a><link rel=canonical href=/%61?utm_source=x#f>",
      .page("https://example.com/a")
    ),
    ("<link rel=canonical href=a><link rel=canonical href=b>", .conflict),
    ("<link rel=canonical href=a><link rel=canonical href=''>", .page("https://example.com/a")),
    ("<body><link rel=canonical href=b>", .none), ("<link rel='canonicals x' href=b>", .none),
    ("<link rel='x CANONICAL' href=b>", .page("https://example.com/b")), ("<link rel=canonical>", .none),
  ])
  func `asks for the one canonical URL of head and headers`(html: String, canonical: ExpectedCanonical) throws
  {
    let expected = try canonical.value()
    #expect(try facts(html, at: "https://example.com/").canonical == expected)
  }

  @Test(arguments: [
    ("<link rel=canonical href=a>", Indexability.ok),
    ("<link rel=canonical href=https://example.com/a#x>", .ok),
    ("<link rel=canonical href='a?gclid=1'>", .ok), ("<link rel=canonical href=a/>", .canonicalised),
    ("<link rel=canonical href=A>", .canonicalised),
    ("<link rel=canonical href=http://example.com/a>", .canonicalised),
    ("<link rel=canonical href=''>", .ok),
    ("<link rel=canonical href=a><link rel=canonical href=b>", .canonicalised),
    ("<link rel=canonical href=b><link rel=canonical href=c>", .canonicalised),
  ])
  func `depends on its canonical URL`(html: String, reason: Indexability) throws {
    #expect(try self.reason(html) == reason)
  }

  @Test func `depends on canonical URLs of element and header together`() throws {
    var site = try TestSite()
    try site.page("a", "<link rel=canonical href=a>", headers: [("Link", "</b>; rel=canonical")])
    try site.page("b", "", headers: [("Link", "</a>; rel=canonical")])
    #expect(site.pages.map(Indexability.init) == [.canonicalised, .canonicalised])
    #expect(site.pages[0].facts?.canonical == .conflict)
  }

  @Test(arguments: [
    ("0;b", Indexability.metaRefresh), ("1;b", .metaRefresh), ("1.9;b", .metaRefresh), ("2;b", .ok),
    ("0;a", .ok),
    ("0;a#x", .ok), ("0;a?utm_source=x", .ok), ("0", .ok), ("0;url=", .ok),
    ("0;https://example.org/", .metaRefresh),
  ])
  func `depends on where it sends its visitors within a second`(content: String, reason: Indexability) throws
  {
    #expect(try self.reason("<meta http-equiv=refresh content='\(content)'>") == reason)
  }

  @Test(arguments: [
    ("max-image-preview:none", Indexability.ok), ("all", .ok), ("none", .noindex), ("nofollow", .ok),
  ])
  func `depends on robots directives`(content: String, reason: Indexability) throws {
    #expect(try self.reason("<meta name=robots content='\(content)'>") == reason)
  }

  @Test(arguments: [
    (200, FetchOutcome.ok), (204, .ok), (206, .ok), (299, .ok), (300, .redirect), (301, .redirect),
    (302, .redirect),
    (303, .redirect), (304, .redirect), (307, .redirect), (308, .redirect), (400, .clientError),
    (401, .blocked),
    (402, .clientError), (403, .blocked), (404, .clientError), (407, .blocked), (410, .clientError),
    (429, .throttled),
    (430, .throttled), (431, .clientError), (451, .blocked), (499, .clientError), (500, .serverError),
    (502, .serverError), (503, .serverError), (599, .serverError), (999, .blocked), (600, .serverError),
    (100, .serverError),
    (0, .serverError),
  ])
  func `begins with what its status means`(status: Int, outcome: FetchOutcome) {
    #expect(FetchOutcome(status: status, hasRetryAfter: false) == outcome)
    // Only 503 means something else when the server says when to come back.
    #expect(FetchOutcome(status: status, hasRetryAfter: true) == (status == 503 ? .throttled : outcome))
  }

  private func reason(_ html: String) throws -> Indexability {
    var site = try TestSite()
    try site.page("a", html)
    return Indexability(site.pages[0])
  }
}

/// A canonical as the tables above write it.
enum ExpectedCanonical {
  case none, conflict
  case page(String)

  func value() throws -> Canonical {
    switch self {
    case .none: .none
    case .conflict: .conflict
    case .page(let href): .page(try address(href))
    }
  }
}
