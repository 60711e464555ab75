// Counts and sketches a text as its characters come by: most of a crawl's time goes into reading pages, so nothing is
// built that need not be.

/// Makes the sketch of a text.
struct TextSketcher {
  private var last = WordCharacter.other
  /// The character before ``last``, when that is a joiner.
  private var beforeJoiner = WordCharacter.other
  private var joiner: UInt8 = 0
  /// The word under way.
  private var word: FNV1a?
  /// A character written without spaces, which makes a word with the next.
  private var half: FNV1a?
  /// The last two words.
  private var before: (UInt64, UInt64) = (0, 0)
  private var words = 0
  private var text = FNV1a()
  private var votes = Votes()
  private var sample = Sample()

  /// Takes a piece of text; a word may go on in the next.
  mutating func take(_ text: String) {
    for scalar in text.unicodeScalars { take(scalar) }
  }

  @inline(__always) private mutating func take(_ scalar: Unicode.Scalar) {
    let kind = WordCharacter(scalar)
    switch kind {
    case .letter, .digit:
      // A joiner holds two letters together; between others it separates.
      if last == .joiner && beforeJoiner == .letter && kind == .letter {
        if joiner != 0 { word?.add(joiner) }
      } else if last != .letter && last != .digit {
        endWord()
        word = FNV1a()
      }
      endHalf()
      word?.add(lowercase: scalar)
    case .joiner:
      endHalf()
      beforeJoiner = last
      joiner = scalar.joiner
    case .unspaced:
      endWord()
      if var pair = half {
        pair.add(UInt64(scalar.value))
        half = nil
        end(pair.value)
      } else {
        half = FNV1a()
        half?.add(UInt64(scalar.value))
      }
    case .other:
      endWord()
      endHalf()
    // What a mark stands on says what it is part of: a letter, a kanji, a heart that is no word.
    case .mark:
      if last == .unspaced { half?.add(UInt64(scalar.value)) } else { word?.add(UInt64(scalar.value)) }
      return
    }
    last = kind
  }

  @inline(__always) private mutating func endWord() {
    guard let ended = word else { return }
    word = nil
    end(ended.value)
  }

  @inline(__always) private mutating func endHalf() {
    guard let ended = half else { return }
    half = nil
    end(ended.value)
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
    endWord()
    endHalf()
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
    sketcher.take(text)
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
    // Few letters of a text are capitals, and to ask for the small one makes a string.
    guard scalar.properties.changesWhenLowercased else { return add(UInt64(value)) }
    for small in scalar.properties.lowercaseMapping.unicodeScalars { add(UInt64(small.value)) }
  }
}

/// Counts for each of 64 bits how often it was set: the counters lie across the words, one bit of each in one.
private struct Votes {
  private var planes: [UInt64] = []
  private var count = 0

  mutating func add(_ hash: UInt64) {
    count += 1
    var carry = hash
    for index in planes.indices {
      guard carry != 0 else { return }
      let plane = planes[index]
      planes[index] = plane ^ carry
      carry &= plane
    }
    if carry != 0 { planes.append(carry) }
  }

  /// The bits that were set more often than not.
  var majority: UInt64 {
    (0..<64).reduce(into: UInt64(0)) { majority, bit in
      let votes = planes.indices.reduce(0) { $0 + Int(planes[$1] >> UInt64(bit) & 1) << $1 }
      if 2 * votes > count { majority |= 1 << UInt64(bit) }
    }
  }
}

/// Keeps the smallest hashes.
private struct Sample {
  private var hashes: [UInt64] = []
  /// Nothing from here on is among the smallest.
  private var limit = UInt64.max

  @inline(__always) mutating func add(_ hash: UInt64) {
    guard hash < limit else { return }
    hashes.append(hash)
    if hashes.count >= 8 * TextSketch.size { clear() }
  }

  private mutating func clear() {
    hashes.sort()
    var kept: [UInt64] = []
    kept.reserveCapacity(TextSketch.size)
    for hash in hashes where kept.last != hash {
      kept.append(hash)
      if kept.count == TextSketch.size { break }
    }
    hashes = kept
    if kept.count == TextSketch.size, let last = kept.last { limit = last }
  }

  mutating func end() -> [UInt64] {
    clear()
    return hashes
  }
}
