// The basic URL parser of the standard, from the start of the text up to where the paths part:
//   1. white space at the ends, tabs and line breaks are dropped,
//   2. the scheme is read, or the base is asked for one,
//   3. what follows is an authority (Parser+Authority), a path (Parser+Path), a file's (Parser+File),
//   4. a query and a fragment end every URL (Parser+Tail).
// The standard goes code point by code point from state to state; here a state is a function that
// consumes a whole part, with the same outcome.

/// One run of the basic URL parser (WHATWG URL 4.4).
struct Parser {
  /// The text without what step 1 drops.
  let input: [UInt8]
  let base: URL?

  /// The place in `input` of the next byte to look at.
  var position = 0

  /// The serialised URL so far.
  var output: [UInt8] = []

  /// The places of the parts in `output`.
  var layout = Layout()

  init(_ text: String, base: URL?) {
    input = Self.stripped(text)
    self.base = base
    output.reserveCapacity(input.count + (base?.href.utf8.count ?? 0) + 16)
  }

  private static func stripped(_ text: String) -> [UInt8] {
    var bytes = Array(text.utf8)
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    if let first = bytes.first, first <= 0x20 {
      bytes.removeFirst(bytes.firstIndex { $0 > 0x20 } ?? bytes.count)
    }
    if bytes.contains(where: \.isTabOrNewline) { bytes.removeAll(where: \.isTabOrNewline) }
    return bytes
  }

  /// Fills `output` and `layout`.
  mutating func parse() throws(InvalidURL) {
    guard let schemeEnd = endOfScheme() else {
      try parseWithoutScheme()
      return
    }
    output.append(contentsOf: input[..<schemeEnd].lazy.map(\.lowercasedASCII))
    layout.scheme = Scheme(output[...])
    layout.schemeEnd = offset
    output.append(.colon)
    position = schemeEnd + 1

    switch layout.scheme {
    case .file:
      try parseFile()
    case .other where starts(with: .slash, .slash):
      position += 2
      try parseAuthority()
    case .other where next == .slash:
      position += 1
      beginPath()
      parsePath()
      parseTail()
    case .other:
      parseOpaquePath()
      parseTail()
    default:
      if let base, base.layout.scheme == layout.scheme, !starts(with: .slash, .slash) {
        try parseRelative(to: base)
      } else {
        skipSlashes()
        try parseAuthority()
      }
    }
  }

  /// The scheme start and scheme states: the place of the colon after a scheme.
  private func endOfScheme() -> Int? {
    guard let first = input.first, first.isASCIIAlpha else { return nil }
    let end = input.firstIndex { byte in
      !(byte.isASCIIAlpha || byte.isASCIIDigit || byte == 0x2B || byte == 0x2D || byte == 0x2E)
    }
    guard let end, input[end] == .colon else { return nil }
    return end
  }
}

// MARK: - Looking and copying

extension Parser {
  /// The next byte, nil at the end.
  var next: UInt8? { position < input.count ? input[position] : nil }

  /// The length of the output, as it is noted in the layout.
  var offset: UInt32 { UInt32(truncatingIfNeeded: output.count) }

  func isSlash(_ byte: UInt8?) -> Bool {
    byte == .slash || (byte == .backslash && layout.scheme.isSpecial)
  }

  func starts(with first: UInt8, _ second: UInt8) -> Bool {
    position + 1 < input.count && input[position] == first && input[position + 1] == second
  }

  /// The special authority ignore slashes state.
  mutating func skipSlashes() {
    while next == .slash || next == .backslash { position += 1 }
  }

  /// Appends a part of the input, with the bytes of a set percent-encoded.
  mutating func append(_ range: Range<Int>, encoding set: EncodeSet) {
    PercentEncoding.append(input[range], to: &output, encoding: set)
  }

  /// Appends a part of the base as it is.
  mutating func append(_ range: Range<UInt32>, of url: URL) {
    let range = Int(range.lowerBound)..<Int(range.upperBound)
    _ = url.href.utf8.withContiguousStorageIfAvailable { bytes in
      output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[range]))
    }
  }
}
