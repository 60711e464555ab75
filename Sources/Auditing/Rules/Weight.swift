// What a finding takes from the score.

/// What the findings of a rule cost.
public enum Weight: Hashable, Sendable {
  /// As much as their severity says.
  case bySeverity
  /// Nothing: they are told, and may be meant.
  case none
  /// So much for the whole site, whatever else is in order; 0 to 1.
  case gate(Double)

  /// The share of the score that findings of a severity cost when every page of the population has one; 0 to 1.
  public func share(of severity: Severity) -> Double {
    switch self {
    case .none: 0
    case .gate(let share): share
    case .bySeverity:
      switch severity {
      case .error: 0.22
      case .warning: 0.07
      case .notice: 0.015
      }
    }
  }
}
