// A score in one letter.

/// The grade of a score.
public enum Grade: String, Sendable {
  /// 90 and more.
  case a = "A"
  /// 80 and more.
  case b = "B"
  /// 70 and more.
  case c = "C"
  /// 50 and more.
  case d = "D"
  /// Less.
  case f = "F"

  /// The grade of a score as it is shown.
  public init(of score: Int) {
    switch score {
    case 90...: self = .a
    case 80...: self = .b
    case 70...: self = .c
    case 50...: self = .d
    default: self = .f
    }
  }
}
