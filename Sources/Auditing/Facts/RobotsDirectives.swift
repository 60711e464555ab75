// What a page tells search engines about itself: robots metas and X-Robots-Tag headers, as tokens.

/// The robots directives of one page; the most restrictive of all sources holds.
public struct RobotsDirectives: Hashable, Sendable {
  /// Every directive in lower case, in order of appearance, each once.
  public private(set) var tokens: [String] = []

  /// Whether search engines are told not to index the page.
  public var isNoindex: Bool { tokens.contains("noindex") || tokens.contains("none") }

  /// Whether search engines are told not to follow its links.
  public var isNofollow: Bool { tokens.contains("nofollow") || tokens.contains("none") }

  /// A page without directives.
  public init() {}

  /// Adds the content of a `<meta name="robots">`.
  public mutating func add(meta content: String) {
    for token in Self.directives(content) where !tokens.contains(token) { tokens.append(token) }
  }

  /// Adds a line of the `X-Robots-Tag` header, when it is for everybody, for Googlebot or for us.
  ///
  /// - Parameter line: The value, which may begin with `token:`.
  public mutating func add(header line: String) {
    let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let first = parts[0].trimmed.lowercased()
    guard parts.count == 2, !first.contains(","), !Self.valued.contains(first) else {
      add(meta: line)
      return
    }
    if first == "*" || first == "googlebot" || first == Self.ownToken { add(meta: String(parts[1])) }
  }

  /// Our own product token, in lower case.
  private static let ownToken = "devseobot"

  /// The directives that carry a value behind a colon.
  private static let valued = ["max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"]

  /// Splits at commas; the date of `unavailable_after` may hold one behind the weekday.
  private static func directives(_ content: String) -> [String] {
    var found: [String] = []
    for part in content.lowercased().split(separator: ",") {
      let token = part.trimmed
      if let last = found.last, last.hasPrefix("unavailable_after:"), last.endsWithWeekday {
        found[found.count - 1] = "\(last), \(token)"
      } else if !token.isEmpty {
        found.append(token)
      }
    }
    return found
  }
}

extension Substring {
  fileprivate var trimmed: String {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

extension String {
  fileprivate var endsWithWeekday: Bool {
    let word = split { !$0.isLetter }.last ?? ""
    return ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].contains { word.hasPrefix($0) }
      && hasSuffix(word)
  }
}
