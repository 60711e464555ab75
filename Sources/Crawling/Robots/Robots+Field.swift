// The names of lines, as people spell them.

extension Robots {
  /// What a line is about.
  enum Field {
    case userAgent, allow, disallow, sitemap, crawlDelay
    /// Any other line: without a meaning here, but one that ends the list of a group's agents.
    case other

    /// Reads the name before the separator.
    ///
    /// As with Google a name counts by its beginning, and misspellings that are common are understood.
    init(name: ArraySlice<UInt8>) {
      let name = name.prefix(Self.longestSpelling).map(\.asciiLowercased)
      self = Self.spellings.first { name.starts(with: $0.text) }?.field ?? .other
    }

    private static let spellings: [(text: [UInt8], field: Field)] =
      spell(.userAgent, "user-agent", "useragent", "user agent")
      + spell(.allow, "allow")
      + spell(.disallow, "disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw")
      + spell(.sitemap, "sitemap", "site-map")
      + spell(.crawlDelay, "crawl-delay")

    private static let longestSpelling = spellings.map(\.text.count).max() ?? 0

    private static func spell(_ field: Field, _ texts: String...) -> [(text: [UInt8], field: Field)] {
      texts.map { (Array($0.utf8), field) }
    }
  }
}
