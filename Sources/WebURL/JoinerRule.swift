// Where the two characters may stand that are not seen but change how their neighbours look.

/// The rules for the zero width joiner and non-joiner (RFC 5892, appendix A.1 and A.2).
enum JoinerRule {
  /// A joiner needs a virama before it.
  static func allowsJoiner(at place: Int, in label: [CodePointProperties]) -> Bool {
    place > 0 && label[place - 1].isVirama
  }

  /// A non-joiner needs a virama before it, or letters on both sides that it keeps from joining.
  static func allowsNonJoiner(at place: Int, in label: [CodePointProperties]) -> Bool {
    if allowsJoiner(at: place, in: label) { return true }
    let before = label[..<place].last { $0.joiningType != .transparent }
    let after = label[(place + 1)...].first { $0.joiningType != .transparent }
    guard let before = before?.joiningType, let after = after?.joiningType else { return false }
    return (before == .left || before == .dual) && (after == .right || after == .dual)
  }
}
