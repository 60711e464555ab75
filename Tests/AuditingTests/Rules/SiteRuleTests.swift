// Rules about the site as a whole, and about redirects that do not arrive.

import Testing
import WebURL

@testable import Auditing

@Suite struct `Rules about the site` {
  private func site(_ change: (inout Site) -> Void = { _ in }) throws -> Site {
    var pages = try TestSite()
    try pages.page("", GoodPage(1, at: "").html)
    var site = pages.site
    change(&site)
    return site
  }

  private func issue(_ id: String, _ site: Site) -> Audit.Issue? {
    Audit(site).issues.first { $0.rule.id == id }
  }

  @Test func `find nothing in a good one`() throws {
    #expect(Audit(try site()).issues.isEmpty)
    #expect(Audit(try site()).score?.shown == 100)
  }

  @Test func `tell that pages which do not exist answer as if they did`() throws {
    let url = "https://example.com/devseo-check-0123456789abcdef"
    let bad = try site { $0.missing = .init(url: url, status: 200, isPage: true) }
    let finding = try #require(issue("soft-404-site", bad)?.findings.first)
    #expect(finding.page == nil && finding.evidence.urls == [url])
    #expect(Audit(bad).score?.shown == 50)
    #expect(
      issue("soft-404-site", try site { $0.missing = .init(url: url, status: 404, isPage: false) }) == nil)
  }

  @Test func `tell each trap by its pattern`() throws {
    let bad = try site {
      $0.traps = [
        Trap(pattern: "example.com/calendar?month&year", cause: .budget, seen: 812, fetched: 50),
        Trap(pattern: "example.com/s/{h}", cause: .sameText, seen: 90, fetched: 10),
      ]
    }
    let findings = try #require(issue("crawl-trap", bad)?.findings)
    #expect(findings.map(\.evidence.subject) == ["example.com/calendar?month&year", "example.com/s/{h}"])
    #expect(findings[0].evidence.text == "812 URLs found, 50 read; the pattern had its share of the crawl")
  }

  @Test func `tell sitemaps by their faults of form`() throws {
    let bad = try site {
      var files = ["a", "b", "c", "d"].map {
        SitemapFile(url: "https://example.com/\($0).xml", source: .robots)
      }
      files[0].faults = [.doctype]
      files[1].faults = [.namespace]
      files[2].faults = [.tooManyEntries, .tooManyBytes]
      files[3].faults = [.namespace, .malformed]
      $0.sitemaps = files
    }
    let found = try #require(issue("sitemap-invalid", bad))
    #expect(found.findings.map(\.severity) == [.error, .notice, .error])
    #expect(found.findings.map { $0.evidence.subject?.dropFirst(20) } == ["a.xml", "b.xml", "d.xml"])
    #expect(found.population == 1)
  }

  @Test func `tell a start page whose certificate is refused, and give no score`() throws {
    var pages = try TestSite()
    try pages.answer("", .unreachable)
    pages.pages[0].fetch.failure = .tls
    pages.pages[0].fetch.reason = "tls: certificate has expired"
    var site = pages.site
    site.outcome = .unreachable
    #expect(issue("tls-invalid", site)?.findings.first?.evidence.text == "tls: certificate has expired")
    #expect(Audit(site).score == nil)
    site.pages[0].fetch.failure = .reset
    #expect(issue("tls-invalid", site) == nil)
  }
}

@Suite struct `Redirects that do not arrive` {
  @Test(arguments: [
    (301, nil, "no Location"), (308, "gopher://example.com/", "Location: gopher://example.com/"),
    (302, "http:///", "Location: http:///"),
  ])
  func `are invalid without a URL that browsers open`(status: Int, location: String?, text: String) throws {
    var site = try TestSite()
    try site.page("", GoodPage(1, at: "").html)
    try site.redirect("a", to: nil, status: status)
    site.pages[1].fetch.location = location
    site.name(1, by: 0)
    #expect(site.findings("redirect-invalid") == ["a"])
    #expect(site.evidence("redirect-invalid")?.text == text)
  }

  @Test(arguments: [300, 304, 305, 306]) func `are none of the answers that are no redirects`(status: Int)
    throws
  {
    var site = try TestSite()
    try site.redirect("a", to: nil, status: status)
    site.name(0, by: 0)
    #expect(site.findings("redirect-invalid").isEmpty)
  }

  @Test func `are too long after ten hops, for the URLs that people run into`() throws {
    var site = try TestSite()
    for number in 0...11 { try site.redirect("r\(number)", to: "r\(number + 1)") }
    try site.page("r12", GoodPage(1, at: "r12").html)
    try site.page("home", GoodPage(2, at: "home").html)
    for number in 0...11 { site.pages[number].depth = 2 }
    site.name(0, by: 13)
    site.name(1, by: 0, .redirect)
    site.name(3, by: 13)
    #expect(site.findings("redirect-too-long") == ["r0"])
    #expect(site.evidence("redirect-too-long")?.text == "more than 10 hops")
  }
}

@Suite struct `Deep pages` {
  private func nested(_ levels: Int) -> String {
    // html, body and main are levels of their own.
    let open = String(repeating: "<div>", count: levels)
    return GoodPage { $0.body = open + String(repeating: "</div>", count: levels) }.html
  }

  @Test func `are told from 33 levels on`() throws {
    var site = try TestSite()
    try site.page("a", nested(30))
    try site.page("b", nested(31).replacing("page 1", with: "page 2").replacing("'a'", with: "'b'"))
    #expect(site.findings("dom-too-deep") == ["b"])
    #expect(site.evidence("dom-too-deep")?.text == "33 levels")
  }

  @Test func `are an error when they are too deep to be read`() throws {
    var site = try TestSite()
    try site.page("a", nested(600))
    let issue = Audit(site.site).issues.first { $0.rule.id == "dom-too-deep" }
    #expect(issue?.severity == .error)
  }
}
