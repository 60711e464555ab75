// What a character is to the words of a text.

/// The kinds of characters that make words, or part them.
enum WordCharacter: UInt8 {
  case letter, digit, joiner, unspaced, mark, other

  @inline(__always) init(_ scalar: Unicode.Scalar) {
    let value = scalar.value
    guard value >= 0x80 else {
      if value | 0x20 >= 0x61, value | 0x20 <= 0x7A {
        self = .letter
      } else if value >= 0x30, value <= 0x39 {
        self = .digit
      } else {
        self = value == 0x27 || value == 0x2D ? .joiner : .other
      }
      return
    }
    self.init(beyondASCII: scalar)
  }

  private init(beyondASCII scalar: Unicode.Scalar) {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      self = Self.isUnspaced(scalar) ? .unspaced : .letter
    case .nonspacingMark, .spacingMark, .enclosingMark: self = .mark
    case .decimalNumber, .letterNumber, .otherNumber: self = Self.isUnspaced(scalar) ? .unspaced : .digit
    default: self.init(sign: scalar)
    }
  }

  /// No letter, digit or mark.
  ///
  /// Hyphens are also the soft one, which is seldom seen, and the two of U+201x.
  private init(sign scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x2019, 0x00AD, 0x2010, 0x2011: self = .joiner
    // The zero-width joiner and non-joiner shape the letters they stand between, as marks do.
    case 0x200C, 0x200D: self = .mark
    default: self = .other
    }
  }

  /// Whether the script is written without spaces between words.
  private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x19E0...0x19FF, 0x3005...0x3007,
      0x3021...0x3029, 0x3031...0x303B, 0x3040...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA9E0...0xA9FF, 0xAA60...0xAA7F, 0xF900...0xFAFF, 0xFF66...0xFF9F, 0x1AFF0...0x1B16F,
      0x20000...0x3FFFF:
      true
    default: false
    }
  }
}
