// What one rule takes from the score.

/// The findings of one rule, weighed.
struct Penalty {
  /// Rules that tell one fault from several sides.
  enum Group: CaseIterable {
    case broken, redirects, titleLength, descriptionLength

    /// The group of a rule, if it has one.
    init?(of rule: String) {
      switch rule {
      case "page-4xx", "page-5xx", "page-unreachable", "link-broken-internal": self = .broken
      case "redirect-internal", "redirect-chain": self = .redirects
      case "title-too-long", "title-too-short": self = .titleLength
      case "description-too-long", "description-too-short": self = .descriptionLength
      default: return nil
      }
    }
  }

  let id: String
  let category: Category
  let group: Group?
  /// What the rule leaves of the score: 1 for nothing taken.
  let factor: Double

  init(_ issue: Audit.Issue) {
    id = issue.rule.id
    category = issue.rule.category
    group = Group(of: issue.rule.id)
    // A rule may find pages of several severities. Each step up costs what it adds for the pages that reach it, so that
    // neither one more finding nor a worse one ever costs less; of one severity it is share times root.
    var loss = 0.0
    var paid = 0.0
    for severity in Severity.allCases.reversed() {
      let count = issue.findings.count { $0.severity <= severity }
      let share = issue.rule.weight.share(of: severity)
      let prevalence = min(1, Double(count) / Double(max(1, issue.population)))
      loss += (share - paid) * prevalence.squareRoot()
      paid = share
    }
    factor = 1 - loss
  }
}
