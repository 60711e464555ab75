// `<meta http-equiv=refresh>`, by the "shared declarative refresh steps" of the HTML standard (4.2.5.3).

/// What a refresh asks for.
struct MetaRefresh: Equatable {
  /// Seconds to wait.
  var delay: Int
  /// The URL as written; nil when the page refreshes itself.
  var target: String?

  /// Reads the content attribute; nil when a browser would ignore it.
  init?(_ content: String) {
    var rest = content.unicodeScalars[...].drop(while: \.isHTMLSpace)
    let digits = rest.prefix(while: \.isDigit)
    rest = rest[digits.endIndex...]
    guard !digits.isEmpty || rest.first == "." else { return nil }
    delay = digits.isEmpty ? 0 : Int(String(digits)) ?? .max
    rest = rest.drop { $0.isDigit || $0 == "." }
    guard let separator = rest.first else { return }
    guard separator == ";" || separator == "," || separator.isHTMLSpace else { return nil }
    rest = rest.drop(while: \.isHTMLSpace)
    if rest.first == ";" || rest.first == "," { rest.removeFirst() }
    rest = rest.drop(while: \.isHTMLSpace)
    guard !rest.isEmpty else { return }
    target = Self.url(in: rest)
  }

  private static func url(in text: Substring.UnicodeScalarView) -> String {
    var rest = text
    if String(rest.prefix(3)).lowercased() == "url" {
      let behind = rest.dropFirst(3).drop(while: \.isHTMLSpace)
      // Without "=" the letters are the beginning of a relative URL.
      guard behind.first == "=" else { return String(text) }
      rest = behind.dropFirst().drop(while: \.isHTMLSpace)
    }
    if let quote = rest.first, quote == "'" || quote == "\"" {
      rest = rest.dropFirst().prefix { $0 != quote }
    }
    return String(rest)
  }
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool { "0"..."9" ~= self }

  fileprivate var isHTMLSpace: Bool {
    self == " " || self == "\t" || self == "\n" || self == "\u{0C}" || self == "\r"
  }
}
