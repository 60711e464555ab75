// The properties of a valid code point that the checks of a label ask for.

/// The properties, packed as the generated table has them.
struct CodePointProperties {
  /// The bidirectional class; the order is that of the script that makes the table.
  enum BidiClass: UInt32 {
    case leftToRight, rightToLeft, arabicLetter, arabicNumber, europeanNumber, europeanSeparator
    case commonSeparator, europeanTerminator, otherNeutral, boundaryNeutral, nonspacingMark
    case paragraphSeparator, segmentSeparator, whiteSpace
  }

  /// The joining type; the order is that of the script that makes the table.
  enum JoiningType: UInt32 {
    case none, left, right, dual, transparent, causing
  }

  let bits: UInt32

  var bidiClass: BidiClass { BidiClass(rawValue: bits & 15) ?? .otherNeutral }

  var joiningType: JoiningType { JoiningType(rawValue: bits >> 4 & 7) ?? .none }

  /// Whether the general category is one of the marks.
  var isMark: Bool { bits >> 7 & 1 == 1 }

  /// Whether the canonical combining class is that of a virama.
  var isVirama: Bool { bits >> 8 & 1 == 1 }
}
