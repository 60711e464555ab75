// From what the rules found to one number.
//
// Each rule takes a share of what the others leave: overall = 100 * product of (1 - share * sqrt(affected / population)).
// So the order does not matter, nothing has to be clamped, more findings never give a higher score, and what a rule does
// not apply to changes nothing. The root makes rare faults show; a fault on every page costs its whole share.

/// What a site is worth, 0 to 100, and what it would gain.
///
/// The comparison of two scores holds for one set of pages: a page that is taken out of the index leaves the
/// populations as well.
public struct Score: Sendable {
  /// 0 to 100, unrounded.
  public let overall: Double
  /// The score over the rules of each category that there are rules of.
  public let categories: [Category: Double]
  /// What the overall score would gain if a rule found nothing, by the rule's id.
  public let gains: [String: Double]

  /// 0 to 100 as it is shown: never more than it is.
  public var shown: Int { Self.shown(overall) }
  /// A to F.
  public var grade: Grade { Grade(of: shown) }

  /// Scores what was found.
  ///
  /// - Parameter issues: Every issue of the audit.
  public init(of issues: [Audit.Issue]) {
    let penalties = issues.map { Penalty($0) }
    let all = 100 * Self.rest(penalties)
    overall = all
    categories = Dictionary(
      uniqueKeysWithValues: Category.allCases.map { category in
        (category, 100 * Self.rest(penalties.filter { $0.category == category }))
      })
    gains = Dictionary(
      uniqueKeysWithValues: penalties.map { penalty in
        (penalty.id, 100 * Self.rest(penalties.filter { $0.id != penalty.id }) - all)
      })
  }

  /// The rules whose repair gains most, at most ten: what to fix first.
  public var firstFixes: [(id: String, gain: Double)] {
    gains.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(10)
      .map { (id: $0.key, gain: $0.value) }
  }

  /// A score, 0 to 100, as it is shown.
  public static func shown(_ score: Double) -> Int { Int((score + 1e-9).rounded(.down)) }

  /// What is left after the penalties; of a group the worst alone counts, since its members tell one fault twice.
  private static func rest(_ penalties: [Penalty]) -> Double {
    var grouped: [Penalty.Group: Double] = [:]
    var rest = 1.0
    // Always in one order: products of floating point depend on it.
    for penalty in penalties.sorted(by: { $0.id < $1.id }) {
      if let group = penalty.group {
        grouped[group] = min(grouped[group] ?? 1, penalty.factor)
      } else {
        rest *= penalty.factor
      }
    }
    for group in Penalty.Group.allCases { rest *= grouped[group] ?? 1 }
    return rest
  }
}
