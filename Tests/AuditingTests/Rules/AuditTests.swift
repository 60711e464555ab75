// The verdict as a whole: its order, its completeness, its cost.

import Testing

@testable import Auditing

@Suite struct `An audit` {
  @Test func `tells the worst first, then by name`() throws {
    var site = try TestSite()
    try site.page("a", "<h1>a</h1><h1>b</h1><img>")
    try site.answer("b", .clientError, status: 404)
    site.name(1, by: 0)
    let issues = Audit(site.site).issues
    #expect(
      issues.map { "\($0.severity) \($0.rule.id)" } == [
        "error page-4xx", "error title-missing", "error viewport-missing", "warning description-missing",
        "warning image-alt-missing", "warning lang-missing", "warning thin-content",
        "notice canonical-missing",
        "notice h1-multiple",
      ])
  }

  @Test func `takes the worst finding for the severity of an issue`() throws {
    var site = try TestSite()
    try site.page("a", GoodPage(1, at: "a") { $0.words = 100 }.html)
    try site.page("b", GoodPage(2, at: "b") { $0.words = 10 }.html)
    let issue = try #require(Audit(site.site).issues.first)
    #expect(issue.severity == .warning)
    #expect(issue.findings.map(\.severity) == [.notice, .warning])
  }

  @Test func `tells pages by the bytes of their URLs`() throws {
    var site = try TestSite()
    let paths = ["b", "a/b", "a-b", "B", "a", "%7Eb", "~b", "é", "a%2Fb", "b?c", "_", "b/"]
    for path in paths { try site.page(path, "") }
    let urls = try #require(Audit(site.site).issues.first { $0.rule.id == "title-missing" })
      .findings.compactMap { $0.page.map { site.pages[$0].address.href } }
    #expect(urls.count == paths.count)
    #expect(
      zip(urls, urls.dropFirst()).allSatisfy {
        Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) || $0 == $1
      })
    #expect(
      urls.map { $0.dropFirst(20) } == [
        "%7Eb", "%C3%A9", "B", "_", "a", "a%2Fb", "a-b", "a/b", "b", "b/", "b?c", "~b",
      ])
  }

  @Test func `names every rule once, with findings or as passed`() throws {
    var site = try TestSite()
    try site.page("a", "")
    let audit = Audit(site.site)
    #expect((audit.issues.map(\.rule.id) + audit.passed).sorted() == Catalogue.rules.map(\.id).sorted())
    #expect(audit.passed == audit.passed.sorted())
  }

  @Test func `of nothing finds nothing`() throws {
    let audit = try Audit(TestSite().site)
    #expect(audit.issues.isEmpty && audit.indexability.isEmpty)
    #expect(audit.passed.count == Catalogue.rules.count)
  }

  @Test func `asks the rules that it is given`() throws {
    var site = try TestSite()
    try site.page("a", "")
    let rules = Catalogue.rules.filter { $0.id == "title-missing" || $0.id == "noindex" }
    let audit = Audit(site.site, rules: rules)
    #expect(audit.issues.map(\.rule.id) == ["title-missing"])
    #expect(audit.passed == ["noindex"])
  }

  @Test func `is the same each time, whatever the order of discovery`() throws {
    let paths = (0..<50).map { "p\($0)" }
    func told(_ paths: [String]) throws -> [String] {
      var site = try TestSite()
      for path in paths { try site.page(path, "<title>same</title><h1>a</h1><h1>b</h1>") }
      return try Audit(site.site).issues.flatMap { issue in
        try issue.findings.map { finding in
          let page = try #require(finding.page)
          return "\(issue.rule.id) \(site.pages[page].address.href) \(finding.severity)"
        }
      }
    }
    let first = try told(paths)
    #expect(first.count == 50 * 8)
    #expect(try told(paths) == first)
    #expect(try told(paths.reversed()) == first)
  }

  @Test(.timeLimit(.minutes(1))) func `of two thousand pages takes seconds`() throws {
    var site = try TestSite()
    let links = (0..<50).map { "<a href=p\($0)>a</a><a href=r\($0)>b</a>" }.joined()
    let good = try facts(
      GoodPage { $0.body = links + String(repeating: "<img src=a>", count: 20) }.html,
      at: "https://example.com/")
    for number in 0..<2_000 {
      let page = try site.answer("p\(number)", .ok, status: 200)
      site.pages[page].facts = good
      site.pages[page].facts?.titles = ["title \(number / 2)"]
      site.pages[page].facts?.canonicals = []
      let redirect = try site.redirect("r\(number)", to: "r\(number + 1)")
      site.name(redirect, by: page)
    }
    var count = 0
    let time = ContinuousClock().measure {
      count = Audit(site.site).issues.reduce(0) { $0 + $1.findings.count }
    }
    #expect(count > 8_000)
    #expect(time < .seconds(20))
  }
}
