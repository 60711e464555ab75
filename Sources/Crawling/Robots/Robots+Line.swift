// One line of robots.txt: a name, a separator, a value.

extension Robots {
  /// A line that has a name and a value, the value possibly empty.
  struct Line {
    let field: Field
    let value: ArraySlice<UInt8>

    /// Takes a line apart; nil for blank lines, comments and lines without a separator.
    init?(_ line: ArraySlice<UInt8>) {
      // A NUL ends a line for Google's matcher as a comment does, since it reads C strings.
      let text = line.prefix { $0 != UInt8(ascii: "#") && $0 != 0 }.trimmed
      guard let separator = Self.separator(in: text) else { return nil }
      let name = text[..<separator].trimmed
      guard !name.isEmpty else { return nil }
      field = Field(name: name)
      value = text[(separator + 1)...].trimmed
    }

    /// The first colon, or in a line of exactly two words the blank between them.
    private static func separator(in text: ArraySlice<UInt8>) -> Int? {
      if let colon = text.firstIndex(of: UInt8(ascii: ":")) { return colon }
      guard let blank = text.firstIndex(where: \.isBlank) else { return nil }
      return text[blank...].drop(while: \.isBlank).contains(where: \.isBlank) ? nil : blank
    }
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }
}
