// Header fields as they are written: folded, and what is not ASCII in encoded words (RFC 2047).

enum HeaderText {
  /// Where lines are folded; encoded words may go no further (RFC 2047, 2).
  private static let width = 76

  /// A field of free text, such as Subject, with its line end.
  static func unstructured(_ name: String, _ text: String) -> String {
    folded(
      name, isPlain(text) ? text.split(separator: " ").map(String.init) : encodedWords(text, after: name))
  }

  /// A field of printable ASCII that is folded at its spaces.
  static func structured(_ name: String, _ value: String) -> String {
    folded(name, value.split(separator: " ").map(String.init))
  }

  /// A field with one address.
  static func address(_ name: String, _ address: MailAddress) -> String {
    guard let shown = address.name else { return folded(name, [address.address]) }
    var words: [String]
    if !isPlain(shown) {
      words = encodedWords(shown, after: name)
    } else if shown.utf8.allSatisfy(isAtom) {
      words = shown.split(separator: " ").map(String.init)
    } else {
      let quoted = shown.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
      words = "\"\(quoted)\"".split(separator: " ").map(String.init)
    }
    words.append("<\(address.address)>")
    return folded(name, words)
  }

  /// Whether a text can stand as it is: words of ASCII with single spaces between, none of them too long to fold, and
  /// nothing that a reader would decode.
  private static func isPlain(_ text: String) -> Bool {
    text.isPrintableASCII && !text.contains("=?") && !text.contains("  ") && text.utf8.first != 0x20
      && text.utf8.last != 0x20 && text.split(separator: " ").allSatisfy { $0.utf8.count <= 60 }
  }

  private static func isAtom(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "):
      true
    default: "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }
  }

  /// Words of at most 75 bytes, no scalar of the text in two of them; the first leaves room for the field's name.
  private static func encodedWords(_ text: String, after name: String) -> [String] {
    let (prefix, suffix) = ("=?utf-8?B?", "?=")
    var words: [String] = []
    var bytes: [UInt8] = []
    func room() -> Int {
      let line = width - (words.isEmpty ? name.utf8.count + 2 : 1)
      return (min(line, 75) - prefix.utf8.count - suffix.utf8.count) / 4 * 3
    }
    for scalar in text.unicodeScalars {
      let encoded = Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      if bytes.count + encoded.count > room() {
        words.append(prefix + Base64.text(bytes) + suffix)
        bytes = []
      }
      bytes += encoded
    }
    return words + [prefix + Base64.text(bytes) + suffix]
  }

  private static func folded(_ name: String, _ words: [String]) -> String {
    var field = "\(name):"
    var used = field.utf8.count
    for (position, word) in words.enumerated() {
      // The first word stays: a line of white space alone is none.
      if position > 0, used + 1 + word.utf8.count > width {
        field += "\r\n"
        used = 0
      }
      field += " \(word)"
      used += 1 + word.utf8.count
    }
    return field + "\r\n"
  }
}
