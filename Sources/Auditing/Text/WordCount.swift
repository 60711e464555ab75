// How many words a text has, in scripts with and without spaces.

extension String {
  /// The number of words: runs of letters, digits and marks.
  ///
  /// An apostrophe or a hyphen between two letters belongs to the word. In scripts written without
  /// spaces (Han, kana, Thai, Lao, Khmer, Myanmar) two characters count as one word, rounded up per run.
  var wordCount: Int {
    var words = 0
    var isInWord = false
    var wasLetter = false
    var isJoined = false
    var unspaced = 0

    for scalar in unicodeScalars {
      let kind = WordCharacter(scalar)
      if kind == .unspaced {
        unspaced += 1
        (isInWord, wasLetter, isJoined) = (false, false, false)
        continue
      }
      words += (unspaced + 1) / 2
      unspaced = 0
      switch kind {
      case .letter, .digit:
        // A joiner holds two letters together; before a digit it was a separator after all.
        if !isInWord || (isJoined && kind == .digit) { words += 1 }
        (isInWord, wasLetter, isJoined) = (true, kind == .letter, false)
      case .joiner where isInWord && wasLetter && !isJoined:
        isJoined = true
      default:
        (isInWord, wasLetter, isJoined) = (false, false, false)
      }
    }
    return words + (unspaced + 1) / 2
  }
}

private enum WordCharacter {
  case letter, digit, joiner, unspaced, other

  init(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x41...0x5A, 0x61...0x7A: self = .letter
    case 0x30...0x39: self = .digit
    case 0x27, 0x2019, 0x2D: self = .joiner
    case 0..<0x80: self = .other
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x19E0...0x19FF, 0x3040...0x30FF,
      0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA9E0...0xA9FF, 0xAA60...0xAA7F,
      0xF900...0xFAFF, 0xFF66...0xFF9F, 0x20000...0x3FFFF:
      self = Self.isWordPart(scalar) ? .unspaced : .other
    default:
      self = Self.isWordPart(scalar) ? (Self.isNumber(scalar) ? .digit : .letter) : .other
    }
  }

  private static func isNumber(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: true
    default: false
    }
  }

  /// Letters, marks, numbers.
  private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }
}
