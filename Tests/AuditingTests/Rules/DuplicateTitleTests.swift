// Pages that share one title, and those that may.

import Testing

@testable import Auditing

@Suite struct `Pages with one title` {
  @Test(arguments: [
    ("The same title on several pages", "the SAME title on  several pages", true),
    ("Die Straße, die alle Seiten kennen", "DIE STRASSE, DIE ALLE SEITEN KENNEN", true),
    ("Ο δρόμος και ο τίτλος της σελίδας", "Ο ΔΡΌΜΟΣ ΚΑΙ Ο ΤΊΤΛΟΣ ΤΗΣ ΣΕΛΊΔΑΣ", true),
    ("Le titre, composé de façon entière", "Le titre, compose\u{301} de fac\u{327}on entie\u{300}re", true),
    ("The same title on several pages", "The same title on several pages.", false),
  ])
  func `are alike but for case and spaces`(one: String, other: String, isAlike: Bool) throws {
    #expect(try faults([(one, "en", ""), (other, "en", "")]) == (isAlike ? ["p0", "p1"] : []))
  }

  @Test(arguments: [
    ("en", "en", true), ("en", "EN-gb", true), ("en_US", "en", true), ("en", "de", false), (nil, nil, true),
    (nil, "", true), ("en", nil, false), ("zh-Hans", "zh-Hant", true), ("en", "eng", false),
  ])
  func `count within a language`(one: String?, other: String?, isAlike: Bool) throws {
    #expect(try faults([(title, one, ""), (title, other, "")]) == (isAlike ? ["p0", "p1"] : []))
  }

  @Test func `do not count when they list each other`() throws {
    #expect(try faults([(title, "en-GB", "p1"), (title, "en-US", "p0")]) == [])
    #expect(try faults([(title, "en-GB", "p1 p0"), (title, "en-US", "p1 p0 p9")]) == [])
  }

  @Test func `count when only one of them lists the other`() throws {
    #expect(try faults([(title, "en-GB", "p1"), (title, "en-US", "")]) == ["p0", "p1"])
    #expect(try faults([(title, "en-GB", "p0"), (title, "en-US", "p1")]) == ["p0", "p1"])
  }

  @Test func `count with a third that is no translation`() throws {
    let site = try site([(title, "en-GB", "p1"), (title, "en-US", "p0"), (title, "en", "")])
    #expect(site.findings("title-duplicate") == ["p0", "p1", "p2"])
    let findings = try #require(Audit(site.site).issues.first).findings
    #expect(
      findings.map(\.evidence.urls) == [
        ["https://example.com/p2"], ["https://example.com/p2"],
        ["https://example.com/p0", "https://example.com/p1"],
      ])
    #expect(
      findings.map { $0.evidence.text.prefix(18) } == [
        "shared with 1 page", "shared with 1 page", "shared with 2 page",
      ])
  }

  @Test func `are one when one is not in the index`() throws {
    var site = try TestSite()
    try site.page("a", GoodPage(1, at: "a").html)
    try site.page("b", GoodPage(1, at: "a").html)
    try site.page("c", GoodPage(1, at: "c") { $0.head = "<meta name=robots content=noindex>" }.html)
    try site.page("d", GoodPage(1, at: "d").html)
    site.pages[3].fetch.outcome = .clientError
    #expect(site.findings("title-duplicate") == [])
  }

  @Test func `without title share none`() throws {
    #expect(try faults([("", "en", ""), ("", "en", "")]) == [])
  }

  @Test(.timeLimit(.minutes(1))) func `may be five thousand`() throws {
    var site = try TestSite()
    let good = try facts(GoodPage().html)
    for page in 0..<5_000 {
      try site.answer("p\(page)", .ok, status: 200)
      site.pages[page].facts = good
      site.pages[page].facts?.canonicals = []
    }
    var audit: Audit?
    let time = ContinuousClock().measure { audit = Audit(site.site) }
    let issue = try #require(audit?.issues.first { $0.rule.id == "title-duplicate" })
    #expect(issue.findings.count == 5_000)
    #expect(
      issue.findings.allSatisfy {
        $0.evidence.urls.count == 10 && $0.evidence.text.hasPrefix("shared with 4999 pages")
      })
    #expect(time < .seconds(20))
  }

  private let title = "The same title on several pages"

  private func site(_ pages: [(title: String, lang: String?, alternates: String)]) throws -> TestSite {
    var site = try TestSite()
    for (number, page) in pages.enumerated() {
      let good = GoodPage(number, at: "p\(number)") {
        $0.title = page.title
        $0.lang = page.lang
        for path in page.alternates.split(separator: " ") {
          $0.head += "<link rel=alternate hreflang=x href=\(path)>"
        }
      }
      try site.page("p\(number)", good.html)
    }
    return site
  }

  private func faults(_ pages: [(String, String?, String)]) throws -> [String] {
    try site(pages).findings("title-duplicate")
  }
}
