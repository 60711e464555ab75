// A model's text without anything that a mail program or a browser would make a link of: what a website has talked the
// model into may be silly, but leads nowhere.

/// Words that lead nowhere.
struct PlainWords {
  /// The text, one line.
  let text: String

  /// What an address is replaced by.
  static let substitute = "[address left out]"

  /// Takes addresses out of a text.
  ///
  /// - Parameters:
  ///   - text: Anything.
  ///   - site: A domain that may be named.
  init(_ text: String, site: String) {
    self.text = text.visible.split(separator: " ").map { word in
      Self.isAddress(word, site: site) ? Self.substitute : String(word)
    }
    .joined(separator: " ")
  }

  /// Whether a word is a URL, an address of mail, or the name of a host.
  static func isAddress(_ word: some StringProtocol, site: String) -> Bool {
    let lowercased = word.lowercased()
    if lowercased.contains("://") { return true }
    for scheme in ["http:", "https:", "mailto:", "javascript:", "data:", "tel:"]
    where lowercased.contains(scheme) {
      return true
    }
    // The pieces between whatever is no part of a name: quotes, brackets, slashes, commas.
    let pieces = lowercased.unicodeScalars.split { scalar in
      !(scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || ".-_@%".unicodeScalars.contains(scalar))
    }
    return pieces.contains { isName(String($0), site: site.lowercased()) }
  }

  private static func isName(_ piece: String, site: String) -> Bool {
    let name = piece.drop { $0 == "." || $0 == "-" }
    let parts = name.split(separator: "@", omittingEmptySubsequences: false)
    if parts.count > 1, parts[0] != "", parts[1].contains(".") { return true }
    let labels = name.split(separator: ".")
    guard labels.count > 1, let last = labels.last, name.contains("."), !name.contains("..") else {
      return false
    }
    // `e.g.`, `1.1` and `robots.txt` are no hosts; what a sentence ends with is no label.
    guard last.count > 1, last.allSatisfy(\.isLetter), !endings.contains(String(last)) else { return false }
    let host = labels.joined(separator: ".")
    return !known.contains(host) && host != site && host != "www.\(site)" && "www.\(host)" != site
  }

  /// Endings of files that an audit speaks of, and of names such as Next.js.
  private static let endings: Set = [
    "txt", "xml", "html", "htm", "xhtml", "php", "asp", "aspx", "jsp", "js", "mjs", "css", "json", "jsonld",
    "gz", "png",
    "jpg", "jpeg", "gif", "webp", "avif", "svg", "ico", "pdf", "woff", "ttf", "htaccess", "conf", "rss",
    "atom",
  ]
  /// Names that advice cannot do without.
  private static let known: Set = ["schema.org", "asp.net"]
}
