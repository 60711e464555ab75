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

  /// Directives that were read before.
  init(tokens: [String]) { self.tokens = tokens }

  /// Adds the content of a `<meta name="robots">`.
  public mutating func add(meta content: String) {
    for directive in Self.directives(content) where isWorthKeeping(directive) {
      let token = String(directive.unicodeScalars.prefix(Self.longestToken))
      if !tokens.contains(token) { tokens.append(token) }
    }
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

  /// Google knows twenty directives; a page with thousands of others must not cost the time to compare them.
  private static let mostTokens = 50
  private static let longestToken = 200

  /// What decides is kept however late it comes.
  private func isWorthKeeping(_ token: String) -> Bool {
    tokens.count < Self.mostTokens || token == "noindex" || token == "nofollow" || token == "none"
  }

  /// Splits at commas; the date of `unavailable_after` may hold one behind the weekday.
  private static func directives(_ content: String) -> [String] {
    var found: [String] = []
    for part in content.lowercased().split(separator: ",") {
      let token = part.trimmed
      if let last = found.last, last.isDateUpToWeekday, token.unicodeScalars.first?.isDigit == true {
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
  /// Whether this is `unavailable_after` with nothing but the name of a day for a date.
  fileprivate var isDateUpToWeekday: Bool {
    guard hasPrefix("unavailable_after:") else { return false }
    let day = dropFirst("unavailable_after:".count).trimmed
    return [
      "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday", "friday",
      "saturday", "sunday",
    ].contains(day)
  }
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool { "0"..."9" ~= self }
}
