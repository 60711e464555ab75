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

  /// One page that a rule found fault with.
  public struct Finding: Sendable {
    /// The page's position in ``Site/pages``.
    public var page: Int
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

  /// Asks every rule about every page it concerns.
  ///
  /// - Parameters:
  ///   - site: What the crawl has read.
  ///   - rules: The catalogue, or a part of it.
  public init(_ site: Site, rules: [Rule] = Catalogue.rules) {
    let survey = Survey(site)
    indexability = survey.indexability
    for rule in rules {
      let members = site.pages.indices.filter { survey.isIncluded($0, in: rule.population) }
      let findings = members.compactMap { position -> Finding? in
        let page = site.pages[position]
        let subject = Subject(
          position: position, page: page, facts: page.facts ?? PageFacts(), survey: survey)
        guard let evidence = rule.finding(subject) else { return nil }
        return Finding(page: position, severity: evidence.severity ?? rule.severity, evidence: evidence)
      }
      guard let worst = findings.map(\.severity).min() else {
        passed.append(rule.id)
        continue
      }
      // By bytes: strings compare by Unicode's equivalence, which is another order.
      let sorted = findings.sorted {
        site.pages[$0.page].address.href.utf8.lexicographicallyPrecedes(site.pages[$1.page].address.href.utf8)
      }
      issues.append(Issue(rule: rule, severity: worst, population: members.count, findings: sorted))
    }
    issues.sort { ($0.severity, $0.rule.id) < ($1.severity, $1.rule.id) }
    passed.sort()
  }
}
