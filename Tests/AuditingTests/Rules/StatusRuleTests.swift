// Rules about what linked URLs answer.

import Testing

@testable import Auditing

@Suite struct `Rules about answers` {
  @Test(arguments: [
    (FetchOutcome.clientError, 404, ["page-4xx"]), (.clientError, 410, ["page-4xx"]),
    (.serverError, 500, ["page-5xx"]),
    (.ok, 200, []), (.redirect, 304, []), (.blocked, 403, []), (.throttled, 429, []), (.throttled, 503, []),
    (.unreachable, 0, []), (.refused, 0, []), (.blockedByRobots, 0, []),
  ])
  func `accuse errors, and not what kept us out`(outcome: FetchOutcome, status: Int, faults: [String]) throws
  {
    var site = try TestSite { _ in }
    try site.answer("b", outcome, status: status)
    site.name(1, by: 0)
    #expect(site.faults == faults)
  }

  @Test(arguments: [Page.Reference.link, .redirect, .refresh, .canonical, .hreflang])
  func `accuse URLs that are named in whatever way`(reference: Page.Reference) throws {
    var site = try TestSite { _ in }
    try site.answer("b", .clientError, status: 404)
    #expect(site.faults == [])
    site.name(1, by: 0, reference)
    #expect(site.faults == ["page-4xx"])
    #expect(site.evidence("page-4xx")?.text == "status 404, named by 1 page")
    #expect(site.evidence("page-4xx")?.urls == ["https://example.com/a"])
  }

  @Test func `name each page once that names the URL`() throws {
    var site = try TestSite { _ in }
    try site.page("c", GoodPage(2, at: "c").html)
    try site.answer("b", .serverError, status: 500)
    for reference in [Page.Reference.link, .canonical] { site.name(2, by: 0, reference) }
    #expect(site.evidence("page-5xx")?.text == "status 500, named by 1 page")
    site.name(2, by: 1)
    #expect(site.evidence("page-5xx")?.text == "status 500, named by 2 pages")
    #expect(site.evidence("page-5xx")?.urls == ["https://example.com/a", "https://example.com/c"])
  }

  @Test func `name ten pages at most`() throws {
    var site = try TestSite()
    try site.answer("gone", .clientError, status: 404)
    for page in 1...12 {
      try site.page("p\(page)", GoodPage(page, at: "p\(page)").html)
      site.name(0, by: page)
    }
    let evidence = try #require(site.evidence("page-4xx"))
    #expect(evidence.urls.count == 10)
    #expect(evidence.text == "status 404, named 12 times")
  }

  @Test func `do without a status`() throws {
    var site = try TestSite { _ in }
    try site.answer("b", .serverError)
    site.name(1, by: 0)
    #expect(site.evidence("page-5xx")?.text == "no usable answer, named by 1 page")
  }

  @Test(arguments: [1, 2, 3])
  func `accuse the linked URL of a loop`(length: Int) throws {
    var site = try TestSite { _ in }
    for hop in 0..<length { try site.redirect("r\(hop)", to: "r\((hop + 1) % length)") }
    #expect(site.findings("redirect-loop") == [])
    for hop in 0..<length { site.name(1 + (hop + 1) % length, by: 1 + hop, .redirect) }
    #expect(site.findings("redirect-loop") == [])
    site.name(1, by: 0)
    #expect(site.findings("redirect-loop") == ["r0"])
    let evidence = try #require(site.evidence("redirect-loop"))
    #expect(evidence.text == "comes back after \(length) \(length == 1 ? "hop" : "hops")")
    #expect(evidence.urls.first == "https://example.com/r0" && evidence.urls.last == "https://example.com/r0")
  }

  @Test func `accuse a way that leads into a loop`() throws {
    var site = try TestSite { _ in }
    try site.redirect("tail", to: "r")
    try site.redirect("r", to: "r")
    site.name(1, by: 0)
    #expect(site.findings("redirect-loop") == ["tail"])
  }

  @Test func `accuse a start page that runs in circles, though nothing links to it`() throws {
    var site = try TestSite()
    try site.redirect("", to: "")
    site.name(0, by: 0, .redirect)
    #expect(site.findings("redirect-loop") == [])
    site.pages[0].depth = 0
    #expect(site.findings("redirect-loop") == [""])
  }

  @Test func `accuse no chain that ends, nor one that is only long`() throws {
    var site = try TestSite { _ in }
    for hop in 0..<20 { try site.redirect("r\(hop)", to: "r\(hop + 1)") }
    try site.page("r20", GoodPage(2, at: "r20").html)
    try site.redirect("away", to: "https://example.org/")
    try site.redirect("nowhere", to: nil)
    for page in 1..<site.pages.count { site.name(page, by: 0) }
    #expect(site.findings("redirect-loop") == [])
  }

  @Test func `show ten hops of a loop`() throws {
    var site = try TestSite { _ in }
    for hop in 0..<15 { try site.redirect("r\(hop)", to: "r\((hop + 1) % 15)") }
    site.name(1, by: 0)
    #expect(site.evidence("redirect-loop")?.text == "comes back after 15 hops")
    #expect(site.evidence("redirect-loop")?.urls.count == 10)
  }
}
