// `<meta http-equiv=refresh>`, by the "shared declarative refresh steps" of the HTML standard (4.2.5.3).

/// What a refresh asks for.
struct MetaRefresh: Equatable {
  /// Seconds to wait.
  var delay: Int
  /// The URL as written; nil when the page refreshes itself.
  var target: String?

  /// Reads the content attribute; nil when a browser would ignore it.
  init?(_ content: String) {
    var rest = Substring(content)
    rest = rest.drop(while: \.isHTMLSpace)
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    rest = rest.dropFirst(digits.count)
    guard !digits.isEmpty || rest.first == "." else { return nil }
    delay = digits.isEmpty ? 0 : Int(digits) ?? .max
    rest = rest.drop { ($0.isASCII && $0.isNumber) || $0 == "." }
    guard let separator = rest.first else { return }
    guard separator == ";" || separator == "," || separator.isHTMLSpace else { return nil }
    rest = rest.drop(while: \.isHTMLSpace)
    if rest.first == ";" || rest.first == "," { rest.removeFirst() }
    rest = rest.drop(while: \.isHTMLSpace)
    guard !rest.isEmpty else { return }
    target = Self.url(in: rest)
  }

  private static func url(in text: Substring) -> String? {
    var rest = text
    if rest.prefix(3).lowercased() == "url" {
      let behind = rest.dropFirst(3).drop(while: \.isHTMLSpace)
      if behind.first == "=" { rest = behind.dropFirst().drop(while: \.isHTMLSpace) }
    }
    if let quote = rest.first, quote == "'" || quote == "\"" {
      rest = rest.dropFirst().prefix { $0 != quote }
    }
    return String(rest)
  }
}

extension Character {
  fileprivate var isHTMLSpace: Bool {
    self == " " || self == "\t" || self == "\n" || self == "\u{0C}" || self == "\r" || self == "\r\n"
  }
}
