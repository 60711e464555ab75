// The rule that keeps a domain with right-to-left labels readable in one way only.

/// The bidi rule of RFC 5893, section 2.
enum BidiRule {
  private typealias Class = CodePointProperties.BidiClass

  /// Returns whether the label has a character that makes the whole domain subject to the rule.
  static func isRightToLeft(_ label: [Unicode.Scalar]) -> Bool {
    label.contains { scalar in
      // The block of Hebrew is the first with such characters.
      guard scalar.value >= 0x0590, case .valid(let properties) = CodePoint(scalar) else { return false }
      switch properties.bidiClass {
      case .rightToLeft, .arabicLetter, .arabicNumber: return true
      default: return false
      }
    }
  }

  /// Checks a label of a domain that is subject to the rule.
  static func allows(_ label: [Unicode.Scalar]) -> Bool {
    let classes = label.map { scalar in
      if case .valid(let properties) = CodePoint(scalar) { properties.bidiClass } else { Class.otherNeutral }
    }
    guard let first = classes.first else { return true }
    guard let last = classes.last(where: { $0 != .nonspacingMark }) else { return false }
    switch first {
    case .leftToRight:
      return classes.allSatisfy(isAllowedFromLeft) && (last == .leftToRight || last == .europeanNumber)
    case .rightToLeft, .arabicLetter:
      guard !(classes.contains(.europeanNumber) && classes.contains(.arabicNumber)) else { return false }
      return classes.allSatisfy(isAllowedFromRight) && isEndFromRight(last)
    default:
      return false
    }
  }

  private static func isAllowedFromLeft(_ bidiClass: Class) -> Bool {
    switch bidiClass {
    case .leftToRight, .europeanNumber, .europeanSeparator, .commonSeparator, .europeanTerminator,
      .otherNeutral, .boundaryNeutral, .nonspacingMark:
      true
    default: false
    }
  }

  private static func isAllowedFromRight(_ bidiClass: Class) -> Bool {
    switch bidiClass {
    case .rightToLeft, .arabicLetter, .arabicNumber, .europeanNumber, .europeanSeparator, .commonSeparator,
      .europeanTerminator, .otherNeutral, .boundaryNeutral, .nonspacingMark:
      true
    default: false
    }
  }

  private static func isEndFromRight(_ bidiClass: Class) -> Bool {
    switch bidiClass {
    case .rightToLeft, .arabicLetter, .europeanNumber, .arabicNumber: true
    default: false
    }
  }
}
