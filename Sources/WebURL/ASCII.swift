// The bytes that the parser looks at, by the names that they have in the standard.

/// Names for bytes, so that the parser reads like the standard's text.
extension UInt8 {
  static let slash = UInt8(ascii: "/")
  static let backslash = UInt8(ascii: "\\")
  static let colon = UInt8(ascii: ":")
  static let question = UInt8(ascii: "?")
  static let hash = UInt8(ascii: "#")
  static let at = UInt8(ascii: "@")
  static let dot = UInt8(ascii: ".")
  static let percent = UInt8(ascii: "%")
  static let hyphen = UInt8(ascii: "-")
  static let ampersand = UInt8(ascii: "&")
  static let leftBracket = UInt8(ascii: "[")
  static let rightBracket = UInt8(ascii: "]")

  var isASCIIDigit: Bool { self &- 0x30 < 10 }

  var isASCIIAlpha: Bool { (self | 0x20) &- 0x61 < 26 }

  var isTabOrNewline: Bool { self == 0x09 || self == 0x0A || self == 0x0D }

  /// The byte itself, or the small letter of a capital one.
  var lowercasedASCII: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

  /// What the byte counts as a hexadecimal digit.
  var hexValue: UInt8? {
    if isASCIIDigit { return self &- 0x30 }
    let letter = (self | 0x20) &- 0x61
    return letter < 6 ? letter + 10 : nil
  }
}
