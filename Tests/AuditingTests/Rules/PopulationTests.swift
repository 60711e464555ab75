// Whom rules ask: an error page has no title to be missed.

import Testing

@testable import Auditing

@Suite struct `The population of a rule` {
  /// A page that every rule about content finds fault with.
  private let poor = "<h1>a</h1><h1>b</h1><img>"

  @Test func `of content rules is the pages in the index`() throws {
    var site = try TestSite()
    try site.page("a", poor)
    let faults = site.faults
    #expect(
      Set(faults) == [
        "title-missing", "description-missing", "h1-multiple", "thin-content", "image-alt-missing",
        "canonical-missing", "lang-missing", "viewport-missing",
      ])
    #expect(Audit(site.site).issues.allSatisfy { $0.population == 1 })
  }

  @Test(arguments: [
    FetchOutcome.blockedByRobots, .refused, .unreachable, .throttled, .blocked, .redirect, .clientError,
    .serverError,
  ])
  func `holds no page that was not answered with a page`(outcome: FetchOutcome) throws {
    var site = try TestSite()
    try site.page("a", "<meta name=robots content=noindex>" + poor)
    try site.page("b", poor)
    site.pages[0].fetch.decodedBytes = 3_000_000
    for page in 0...1 { site.pages[page].fetch.outcome = outcome }
    #expect(site.faults == [])
  }

  @Test(arguments: [
    "<meta name=robots content=noindex>", "<link rel=canonical href=other>",
    "<meta http-equiv=refresh content='0;other'>",
    "<link rel=canonical href=a><link rel=canonical href=b>",
  ])
  func `holds no page that is kept out of the index`(head: String) throws {
    var site = try TestSite()
    try site.page("a", head + poor)
    #expect(site.faults == (head.contains("noindex") ? ["noindex"] : []))
  }

  @Test func `holds no page that robots.txt forbids to search engines`() throws {
    var site = try TestSite()
    try site.page("a", poor)
    site.pages[0].fetch.isOpenToSearch = false
    #expect(site.faults == [])
  }

  @Test func `holds no file that is no page`() throws {
    var site = try TestSite()
    try site.answer("a.pdf", .ok, status: 200)
    site.pages[0].fetch.decodedBytes = 3_000_000
    #expect(site.faults == [])
  }

  @Test func `is counted beside what was found`() throws {
    var site = try TestSite()
    for page in 0..<3 { try site.page("p\(page)", GoodPage(page, at: "p\(page)").html) }
    try site.page("p3", GoodPage(3, at: "p3") { $0.title = nil }.html)
    try site.page("p4", "<meta name=robots content=noindex>")
    let audit = Audit(site.site)
    #expect(audit.issues.map(\.rule.id) == ["title-missing", "noindex"])
    #expect(audit.issues.map(\.population) == [4, 5])
    #expect(audit.indexability == [.ok, .ok, .ok, .ok, .noindex])
  }
}
