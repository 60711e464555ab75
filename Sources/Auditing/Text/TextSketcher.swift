// Counts and sketches a text as its characters come by: most of a crawl's time goes into reading pages, so nothing is
// built that need not be.

/// Makes the sketch of a text.
struct TextSketcher {
  private var last = WordCharacter.other
  /// The character before ``last``, when that is a joiner.
  private var beforeJoiner = WordCharacter.other
  private var joiner: UInt8 = 0
  /// The word under way.
  private var word = FNV1a()
  private var isInWord = false
  /// A character written without spaces, which makes a word with the next.
  private var half = FNV1a()
  private var isHalf = false
  /// The last two words.
  private var before: (UInt64, UInt64) = (0, 0)
  private var words = 0
  private var text = FNV1a()
  private var votes = Votes()
  private var sample = SmallestHashes()

  /// Takes a piece of text, valid UTF-8; a word may go on in the next.
  mutating func take(_ text: Span<UInt8>) {
    var index = 0
    while index < text.count {
      let first = text[index]
      if first < 0x80 {
        take(Unicode.Scalar(first))
        index += 1
        continue
      }
      // The bits of the first byte behind those that tell the length, then six of each further byte.
      let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
      guard index + length <= text.count else { return }
      var value = UInt32(first) & (0x7F >> UInt32(length))
      for place in index + 1..<index + length { value = value << 6 | UInt32(text[place] & 0x3F) }
      if let scalar = Unicode.Scalar(value) { take(scalar) }
      index += length
    }
  }

  @inline(__always) private mutating func take(_ scalar: Unicode.Scalar) {
    let kind = WordCharacter(scalar)
    switch kind {
    case .letter, .digit:
      // A joiner holds two letters together; between others it separates.
      if last == .joiner && beforeJoiner == .letter && kind == .letter {
        if joiner != 0 { word.add(joiner) }
      } else if last != .letter && last != .digit {
        if isInWord { endWord() }
        isInWord = true
      }
      if isHalf { endHalf() }
      word.add(lowercase: scalar)
    case .joiner:
      if isHalf { endHalf() }
      beforeJoiner = last
      joiner = scalar.joiner
    case .unspaced:
      if isInWord { endWord() }
      half.add(UInt64(scalar.value))
      if isHalf { endHalf() } else { isHalf = true }
    case .other:
      if isInWord { endWord() }
      if isHalf { endHalf() }
    // What a mark stands on says what it is part of: a letter, a kanji, a heart that is no word.
    case .mark:
      if last != .unspaced {
        if isInWord { word.add(UInt64(scalar.value)) }
      } else if isHalf {
        half.add(UInt64(scalar.value))
      }
      return
    }
    last = kind
  }

  private mutating func endWord() {
    end(word.value)
    word = FNV1a()
    isInWord = false
  }

  private mutating func endHalf() {
    end(half.value)
    half = FNV1a()
    isHalf = false
  }

  private mutating func end(_ word: UInt64) {
    words += 1
    text.add(word)
    if words > 2 {
      var shingle = FNV1a()
      shingle.add(before.0)
      shingle.add(before.1)
      shingle.add(word)
      take(shingle: shingle)
    }
    before = (before.1, word)
  }

  /// The sketch of all that was taken.
  mutating func end() -> TextSketch {
    if isInWord { endWord() }
    if isHalf { endHalf() }
    if words == 1 || words == 2 { take(shingle: text) }
    var sketch = TextSketch()
    sketch.words = words
    sketch.simhash = votes.majority
    sketch.smallest = sample.end()
    sketch.textHash = words == 0 ? 0 : text.mixed
    return sketch
  }

  private mutating func take(shingle: FNV1a) {
    let hash = shingle.mixed
    votes.add(hash)
    sample.add(hash)
  }
}

extension TextSketch {
  /// The sketch of a text.
  public init(_ text: String) {
    var sketcher = TextSketcher()
    sketcher.take(text.utf8.span)
    self = sketcher.end()
  }
}

extension Unicode.Scalar {
  /// How an apostrophe or a hyphen is told from others in a word; 0 for the soft hyphen, which is no part of it.
  fileprivate var joiner: UInt8 {
    switch value {
    case 0x27, 0x2019: 0x27
    case 0xAD: 0
    default: 0x2D
    }
  }
}

extension FNV1a {
  /// Adds a letter or digit in lower case.
  @inline(__always) fileprivate mutating func add(lowercase scalar: Unicode.Scalar) {
    let value = scalar.value
    guard value >= 0x80 else {
      add(value >= 0x41 && value <= 0x5A ? UInt64(value | 0x20) : UInt64(value))
      return
    }
    // Few letters of a text are capitals, and to ask for the small one makes a string; to ask whether there is one
    // takes its time as well.
    guard !Self.isSmall(value), scalar.properties.changesWhenLowercased else { return add(UInt64(value)) }
    for small in scalar.properties.lowercaseMapping.unicodeScalars { add(UInt64(small.value)) }
  }

  /// Whether a letter is a small one, or of a script that has no others, as far as that is quickly said.
  @inline(__always) private static func isSmall(_ value: UInt32) -> Bool {
    switch value {
    case 0xDF...0xFF, 0x3AC...0x3CE, 0x430...0x45F, 0x5D0...0x109F, 0xAC00...0xD7A3: true
    default: false
    }
  }
}
