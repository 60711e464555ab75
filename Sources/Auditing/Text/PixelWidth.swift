// How wide a result page shows a title or a description: the advances of Helvetica (Adobe's AFM).

extension String {
  /// The width in CSS pixels at a font size.
  ///
  /// - Parameter size: 20 for titles, 14 for descriptions, as Google's desktop results.
  /// - Returns: The sum of the advances; scripts that the font lacks count as 556/1000 em.
  func pixelWidth(size: Double) -> Double {
    let thousandths = reduce(0) { $0 + $1.advance }
    return Double(thousandths) * size / 1000
  }
}

extension Character {
  /// Thousandths of an em.
  ///
  /// An emoji is one em, of however many code points it is made.
  fileprivate var advance: Int {
    if utf8.count == 1 { return utf8.first.map { Unicode.Scalar($0).advance } ?? 0 }
    if isEmoji { return 1000 }
    return unicodeScalars.reduce(0) { $0 + $1.advance }
  }

  /// Whether it is drawn as an emoji: by itself, or because U+FE0F asks for it, as in ❤️ and 1️⃣.
  private var isEmoji: Bool {
    guard let first = unicodeScalars.first, first.properties.isEmoji else { return false }
    return first.properties.isEmojiPresentation || unicodeScalars.contains("\u{FE0F}")
  }
}

extension Unicode.Scalar {
  /// Thousandths of an em.
  fileprivate var advance: Int {
    switch value {
    case 0x20...0x7E: Int(asciiAdvances[Int(value) - 0x20])
    case 0..<0x300: 556
    case 0x200D, 0xFE00...0xFE0F, 0xE0100...0xE01EF: 0
    // Vowels and finals of Hangul stand within the syllable that their initial began.
    case 0x1160...0x11FF, 0xD7B0...0xD7FF: 0
    default: isMark ? 0 : isWide || properties.isEmojiPresentation ? 1000 : 556
    }
  }

  private var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark: true
    default: false
    }
  }

  /// East Asian Wide or Fullwidth (UAX 11), emoji aside.
  private var isWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF,
      0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
      0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}

/// U+0020 to U+007E.
private let asciiAdvances: [UInt16] = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
  556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
  1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
  667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
  333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
  556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
]

extension PageFacts {
  /// How wide a result page shows the title, in whole CSS pixels; nil: there is none.
  public var titleWidthPx: Int? { titles.first.map { Int($0.pixelWidth(size: 20).rounded()) } }
}
