// How bad a finding is.

/// How bad a finding is, worst first.
public enum Severity: String, Sendable, Comparable, CaseIterable {
  /// Costs visitors or keeps pages out of search.
  case error
  /// Makes pages rank or show worse than they could.
  case warning
  /// Worth a look.
  case notice

  /// Worse comes first.
  public static func < (one: Severity, other: Severity) -> Bool { one.rank < other.rank }

  private var rank: Int {
    switch self {
    case .error: 0
    case .warning: 1
    case .notice: 2
    }
  }
}
