// The verdict on a site: every rule asked about every page it concerns, in an order that never varies.

/// What the rules found.
public struct Audit: Sendable {
  /// What one rule found.
  public struct Issue: Sendable {
    /// The rule.
    public var rule: Rule
    /// The worst severity among the findings.
    public var severity: Severity
    /// How many pages were asked.
    public var population: Int
    /// The pages concerned, in the order of their URLs' bytes.
    public var findings: [Finding]
  }

  /// One page that a rule found fault with, or one fault of the site.
  public struct Finding: Sendable {
    /// The page's position in ``Site/pages``; nil for the site as a whole.
    public var page: Int?
    /// How bad it is here.
    public var severity: Severity
    /// What was seen.
    public var evidence: Rule.Evidence
  }

  /// What was found: worst first, then by the rule's id.
  public var issues: [Issue] = []
  /// The rules that found nothing, by id.
  public var passed: [String] = []
  /// Why each page is indexable or not, by position.
  public var indexability: [Indexability]
  /// What the site is worth; nil when no page of it could be read, which says nothing of the pages.
  public var score: Score?

  /// Asks every rule about every page it concerns, and about the site.
  ///
  /// - Parameters:
  ///   - site: What the crawl has read.
  ///   - rules: The catalogue, or a part of it.
  public init(_ site: Site, rules: [Rule] = Catalogue.rules) {
    let survey = Survey(site)
    indexability = survey.indexability
    for (rule, (population, findings)) in zip(rules, survey.findings(of: rules)) {
      guard let worst = findings.map(\.severity).min() else {
        passed.append(rule.id)
        continue
      }
      issues.append(Issue(rule: rule, severity: worst, population: population, findings: findings))
    }
    issues.sort { ($0.severity, $0.rule.id) < ($1.severity, $1.rule.id) }
    passed.sort()
    if survey.hasPage { score = Score(of: issues) }
  }
}

extension Survey {
  /// Whether any page could be read.
  fileprivate var hasPage: Bool { pages.indices.contains { isIncluded($0, in: .html) } }

  /// What each rule finds, in an order that does not depend on that of the pages, and how many were asked.
  fileprivate func findings(of rules: [Rule]) -> [(population: Int, findings: [Audit.Finding])] {
    var results: [(population: Int, findings: [Audit.Finding])] = rules.map { rule in
      guard case .site(let ask) = rule.question else { return (0, []) }
      return (1, ask(self).map { Audit.Finding(rule, nil, $0) })
    }
    // All rules about one page, then the next: a page is much to copy.
    for position in positionsByURL {
      let page = pages[position]
      let subject = Subject(position: position, page: page, facts: page.facts ?? PageFacts(), survey: self)
      let populations = Rule.Population.allCases.filter { isIncluded(position, in: $0) }
      for (number, rule) in rules.enumerated() {
        guard case .page(let ask) = rule.question, populations.contains(rule.population) else { continue }
        results[number].population += 1
        if let evidence = ask(subject) {
          results[number].findings.append(Audit.Finding(rule, position, evidence))
        }
      }
    }
    return results
  }

  /// The positions of all pages, by the bytes of their URLs: strings compare by Unicode's equivalence, which is another
  /// order.
  private var positionsByURL: [Int] {
    pages.indices.map { (url: pages[$0].address.href[...].utf8, position: $0) }
      .sorted { $0.url.lexicographicallyPrecedes($1.url) }.map(\.position)
  }
}

extension Audit.Finding {
  fileprivate init(_ rule: Rule, _ page: Int?, _ evidence: Rule.Evidence) {
    self.init(page: page, severity: evidence.severity ?? rule.severity, evidence: evidence)
  }
}
