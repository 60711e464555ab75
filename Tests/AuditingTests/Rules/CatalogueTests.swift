// What every rule carries beside its question.

import Testing
import WebURL

@testable import Auditing

@Suite struct `Every rule` {
  @Test(arguments: Catalogue.rules) func `says what, why, how and since when`(rule: Rule) throws {
    for text in [rule.title, rule.why, rule.fix] {
      #expect(!text.isEmpty && text == text.trimmingSpaces, "\(rule.id)")
    }
    #expect(rule.why.hasSuffix(".") && rule.fix.hasSuffix("."), "\(rule.id)")
    #expect(!rule.title.hasSuffix("."), "\(rule.id)")
    let source = try url(rule.source)
    #expect(source.scheme == "https" && source.hostname.contains("."), "\(rule.id)")
    #expect(rule.lastReviewed.isDate, "\(rule.id)")
  }

  @Test(arguments: Catalogue.rules) func `has a name of small letters, digits and hyphens`(rule: Rule) {
    #expect(rule.id.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)+|noindex/) != nil)
  }

  @Test func `has a name of its own`() {
    #expect(Set(Catalogue.rules.map(\.id)).count == Catalogue.rules.count)
    #expect(Set(Catalogue.rules.map(\.title)).count == Catalogue.rules.count)
  }

  // The names, severities and populations are held in databases and in the paper.
  @Test(arguments: [
    ("page-4xx", Severity.error, Rule.Population.targets), ("page-5xx", .error, .targets),
    ("redirect-internal", .warning, .indexable), ("redirect-loop", .error, .targets),
    ("redirect-too-long", .error, .targets), ("redirect-invalid", .error, .targets),
    ("tls-invalid", .error, .site), ("soft-404-site", .error, .site), ("crawl-trap", .warning, .site),
    ("sitemap-invalid", .error, .site), ("dom-too-deep", .notice, .html),
    ("noindex", .notice, .html),
    ("title-missing", .error, .indexable), ("title-too-long", .notice, .indexable),
    ("title-too-short", .notice, .indexable), ("title-duplicate", .warning, .indexable),
    ("description-missing", .warning, .indexable), ("description-duplicate", .warning, .indexable),
    ("h1-missing", .warning, .indexable), ("h1-multiple", .notice, .indexable),
    ("thin-content", .notice, .indexable), ("html-over-2mb", .error, .html),
    ("image-alt-missing", .warning, .indexable), ("canonical-missing", .notice, .indexable),
    ("lang-missing", .warning, .indexable), ("viewport-missing", .error, .indexable),
  ])
  func `keeps its name, severity and population`(id: String, severity: Severity, population: Rule.Population)
    throws
  {
    let rule = try #require(Catalogue.rules.first { $0.id == id })
    #expect(rule.severity == severity)
    #expect(rule.population == population)
  }

  @Test(arguments: [
    "2026-1-1", "2026-13-01", "2026-00-10", "2026-01-32", "26-01-01", "2026/01/01", "", "yesterday",
  ])
  func `would be refused with a date like`(text: String) {
    #expect(!text.isDate)
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    split(separator: " ").joined(separator: " ")
  }

  /// Whether the text is a date like 2026-11-23.
  fileprivate var isDate: Bool {
    guard let match = wholeMatch(of: /\d{4}-(\d{2})-(\d{2})/) else { return false }
    guard let month = Int(match.1), let day = Int(match.2) else { return false }
    return 1...12 ~= month && 1...31 ~= day
  }
}
