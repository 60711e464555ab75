// One number for a site: its golden values, and what holds for any findings.

import Testing

@testable import Auditing

@Suite struct `A score` {
  /// An issue of a rule, with so many findings of each severity.
  private static func issue(
    _ rule: Rule, errors: Int = 0, warnings: Int = 0, notices: Int = 0, of population: Int
  ) -> Audit.Issue {
    let findings = [(Severity.error, errors), (.warning, warnings), (.notice, notices)].flatMap {
      severity, count in
      (0..<count).map { Audit.Finding(page: $0, severity: severity, evidence: .init()) }
    }
    return Audit.Issue(
      rule: rule, severity: findings.map(\.severity).min() ?? .notice, population: population,
      findings: findings)
  }

  private static func rule(
    _ id: String, _ category: Auditing.Category = .content, _ severity: Severity = .warning,
    weight: Weight = .bySeverity
  ) -> Rule {
    Rule(
      id, severity, category, .html, title: "", why: "", fix: "", source: "", weight: weight
    ) { _ in nil }
  }

  private static func isNear(_ value: Double?, _ other: Double) -> Bool {
    value.map { ($0 - other).magnitude < 0.005 } ?? false
  }

  @Test func `of a site without findings is 100 and A, in every category`() {
    let score = Score(of: [])
    #expect(score.overall == 100 && score.shown == 100 && score.grade == .a)
    #expect(score.categories.count == Category.allCases.count)
    #expect(score.categories.values.allSatisfy { $0 == 100 })
    #expect(score.firstFixes.isEmpty)
  }

  @Test(arguments: [(1, 0.22), (100, 2.2), (1_000, 6.957), (10_000, 22)])
  func `loses to an error by the root of its prevalence`(pages: Int, loss: Double) {
    let score = Score(of: [Self.issue(Self.rule("a"), errors: pages, of: 10_000)])
    #expect(Self.isNear(score.overall, 100 - loss))
  }

  @Test func `loses to a warning a third, to a notice a fifteenth of what an error costs`() {
    #expect(Self.isNear(Score(of: [Self.issue(Self.rule("a"), warnings: 5, of: 5)]).overall, 93))
    #expect(Self.isNear(Score(of: [Self.issue(Self.rule("a"), notices: 5, of: 5)]).overall, 98.5))
  }

  @Test func `multiplies what the rules leave`() {
    let issues = [
      Self.issue(Self.rule("a", .content), errors: 1, of: 1),
      Self.issue(Self.rule("b", .links), warnings: 1, of: 4),
    ]
    let score = Score(of: issues)
    #expect(Self.isNear(score.overall, 100 * 0.78 * 0.965))
    #expect(Self.isNear(score.categories[.content], 78))
    #expect(Self.isNear(score.categories[.links], 96.5))
    #expect(score.categories[.mobile] == 100)
    #expect(Self.isNear(score.gains["a"], 100 * 0.965 - 100 * 0.78 * 0.965))
    #expect(score.firstFixes.map(\.id) == ["a", "b"])
  }

  @Test func `of two rules that gain the same tells the first by name first`() {
    let score = Score(of: ["b", "a"].map { Self.issue(Self.rule($0), errors: 1, of: 2) })
    #expect(score.firstFixes.map(\.id) == ["a", "b"])
  }

  @Test func `cannot buy back a gate with tidy titles`() {
    let gate = Self.rule("soft-404-site", .indexability, .error, weight: .gate(0.5))
    #expect(Self.isNear(Score(of: [Self.issue(gate, errors: 1, of: 1)]).overall, 50))
    #expect(Score(of: [Self.issue(gate, errors: 1, of: 1)]).grade == .d)
  }

  @Test func `does not count what may be meant`() {
    let rule = Self.rule("noindex", weight: .none)
    let score = Score(of: [Self.issue(rule, notices: 9, of: 9)])
    #expect(score.overall == 100 && score.firstFixes.isEmpty)
  }

  @Test func `counts the worst alone of rules that tell one fault twice`() {
    let broken = Self.issue(Self.rule("page-4xx", .links), errors: 1, of: 4)
    let twin = Self.issue(Self.rule("link-broken-internal", .links), errors: 1, of: 1)
    #expect(Self.isNear(Score(of: [broken, twin]).overall, 78))
    // Repairing one of them alone gains nothing but the difference.
    #expect(Self.isNear(Score(of: [broken, twin]).gains["page-4xx"], 0))
    #expect(Self.isNear(Score(of: [broken, twin]).gains["link-broken-internal"], 11))
  }

  @Test func `is 0 to 100 however many faults a site has`() {
    let issues = (0..<500).map { Self.issue(Self.rule("r\($0)"), errors: 3, of: 1) }
    let score = Score(of: issues)
    #expect(score.overall >= 0 && score.overall < 1 && score.grade == .f)
  }

  @Test(arguments: [(100.0, 100), (89.999_999_999_9, 90), (89.99, 89), (0, 0)])
  func `is never shown higher than it is`(score: Double, shown: Int) {
    #expect(Score.shown(score) == shown)
  }

  @Test(arguments: [
    (100, "A"), (90, "A"), (89, "B"), (80, "B"), (79, "C"), (70, "C"), (69, "D"), (50, "D"), (49, "F"),
  ])
  func `has a grade`(score: Int, grade: String) {
    #expect(Grade(of: score).rawValue == grade)
  }

  @Test func `of a tidy shop is 87, of a neglected one 51, of the same kept out of the index 10`() {
    func tidy() -> [Audit.Issue] {
      [
        Self.issue(Self.rule("description-missing"), warnings: 200, of: 1_000),
        Self.issue(Self.rule("hsts-missing", .security), warnings: 1, of: 1),
        Self.issue(Self.rule("thin-content"), warnings: 100, of: 1_000),
        Self.issue(Self.rule("page-4xx", .links), errors: 2, of: 1_000),
        Self.issue(Self.rule("title-too-long"), notices: 30, of: 1_000),
      ]
    }
    func neglected() -> [Audit.Issue] {
      [
        Self.issue(Self.rule("page-4xx", .links), errors: 50, of: 1_000),
        Self.issue(Self.rule("page-5xx", .links), errors: 20, of: 1_000),
        Self.issue(Self.rule("title-missing"), errors: 100, of: 1_000),
        Self.issue(Self.rule("title-duplicate"), warnings: 500, of: 1_000),
        Self.issue(Self.rule("https-missing", .security, .error, weight: .gate(0.35)), errors: 1, of: 1),
        Self.issue(Self.rule("redirect-internal", .links), warnings: 600, of: 1_000),
      ]
    }
    #expect(Score(of: tidy()).shown == 87)
    #expect(Score(of: neglected()).shown == 51)
    let noindex = Self.rule("noindex-sitewide", .indexability, .error, weight: .gate(0.8))
    let hidden = neglected() + [Self.issue(noindex, errors: 1, of: 1)]
    #expect(Score(of: hidden).shown == 10)
  }

  @Test func `never rises by one more finding, or by a worse one`() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2_000 {
      let population = Int.random(in: 3...50, using: &random)
      var counts = (0..<4).map { _ in (0..<3).map { _ in Int.random(in: 0...population / 3, using: &random) }
      }
      func score() -> Double {
        let ids = ["page-4xx", "link-broken-internal", "a", "b"]
        return Score(
          of: zip(ids, counts).map { id, count in
            Self.issue(
              Self.rule(id), errors: count[0], warnings: count[1], notices: count[2], of: population)
          }
        ).overall
      }
      let before = score()
      let rule = Int.random(in: 0..<4, using: &random)
      let severity = Int.random(in: 0..<3, using: &random)
      counts[rule][severity] += 1
      let more = score()
      #expect(more <= before)
      if rule > 1, counts[rule].reduce(0, +) <= population { #expect(more < before) }
      guard severity > 0 else { continue }
      counts[rule][severity] -= 1
      counts[rule][severity - 1] += 1
      #expect(score() <= more)
    }
  }
}
