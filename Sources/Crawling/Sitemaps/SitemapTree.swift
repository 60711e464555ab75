// Sitemaps that are XML: which elements of which vocabulary hold what. Search engines look at names more than at
// namespaces, and so does this; a namespace that is missing or another is noted.

internal import Auditing
internal import XML

/// Reads the events of a document.
struct SitemapTree {
  private var content = SitemapContent()
  /// The namespace of the root.
  private var namespace = ""
  private var depth = 0
  /// Where in RSS the items are: in the channel, or beside it (RSS 1.0).
  private var entryDepth = 2
  private var entry: SitemapEntry?
  private var text: Text?

  /// Text that is being gathered.
  private struct Text {
    var field: Field
    var depth: Int
    var value = ""
  }

  private enum Field {
    case location, lastModified
  }

  /// Longer ones are no URLs; a few bytes more than the longest URL, so that it stays too long when cut.
  private static let longestText = 4_096
  private static let alternatesOfEntry = 1_000

  private static let sitemaps = "http://www.sitemaps.org/schemas/sitemap/0.9"
  private static let atom = ["http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"]
  private static let rss1 = ["http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"]

  /// Whether nothing else of the file is wanted.
  var isOver: Bool { content.isOverfull }

  /// Notes a fault.
  mutating func note(_ fault: SitemapFile.Fault) { content.note(fault) }

  /// What was read; an entry whose end is missing counts when its URL is there.
  var finished: SitemapContent {
    guard let entry, !entry.location.isEmpty else { return content }
    var content = content
    content.add(entry)
    return content
  }

  /// Reads on.
  mutating func read(_ events: [XMLEvent]) {
    for event in events where !isOver {
      switch event {
      case .start(let name, let attributes):
        depth += 1
        if depth == 1 { begin(name) } else if content.format != nil { start(name, attributes) }
      case .end:
        end()
        depth -= 1
      case .text(let piece):
        guard text != nil, text?.value.utf8.count ?? 0 < Self.longestText else { continue }
        text?.value += String(decoding: piece.utf8.prefix(Self.longestText), as: UTF8.self)
      }
    }
  }

  // MARK: - The root

  private mutating func begin(_ root: XMLName) {
    namespace = root.namespace
    var expected: [String]
    switch root.local {
    case "urlset": (content.format, expected) = (.urlset, [Self.sitemaps])
    case "sitemapindex": (content.format, expected) = (.index, [Self.sitemaps])
    case "feed": (content.format, expected) = (.atom, Self.atom)
    case "rss":
      (content.format, expected) = (.rss, [""])
      entryDepth = 3
    case "RDF": (content.format, expected) = (.rss, ["http://www.w3.org/1999/02/22-rdf-syntax-ns#"])
    default:
      content.note(.wrongRoot)
      return
    }
    if !expected.contains(namespace) { content.note(.namespace) }
  }

  // MARK: - Entries

  private mutating func start(_ name: XMLName, _ attributes: [XMLAttribute]) {
    if depth == entryDepth, name.local == entryName, isOurs(name) {
      entry = SitemapEntry(location: "")
    } else if depth == entryDepth + 1, entry != nil {
      startField(name, attributes)
    }
  }

  private var entryName: String {
    switch content.format {
    case .index: "sitemap"
    case .rss: "item"
    case .atom: "entry"
    default: "url"
    }
  }

  private mutating func startField(_ name: XMLName, _ attributes: [XMLAttribute]) {
    switch (content.format, name.local) {
    case (.atom, "link") where isOurs(name):
      let relation = attributes.value("rel") ?? "alternate"
      if relation == "alternate", entry?.location.isEmpty == true, let href = attributes.value("href") {
        entry?.location = href.cut(Self.longestText)
      }
    case (.atom, "updated") where isOurs(name): text = Text(field: .lastModified, depth: depth)
    case (.rss, "link") where isOurs(name): text = Text(field: .location, depth: depth)
    case (.urlset, "loc") where isOurs(name), (.index, "loc") where isOurs(name):
      text = Text(field: .location, depth: depth)
    case (.urlset, "lastmod") where isOurs(name), (.index, "lastmod") where isOurs(name):
      text = Text(field: .lastModified, depth: depth)
    case (.urlset, "link") where name.namespace.contains("xhtml"): alternate(attributes)
    default: break
    }
  }

  private mutating func alternate(_ attributes: [XMLAttribute]) {
    guard attributes.value("rel")?.lowercased() == "alternate", let code = attributes.value("hreflang"),
      let href = attributes.value("href"), entry?.alternates.count ?? 0 < Self.alternatesOfEntry
    else { return }
    entry?.alternates.append(.init(code: code.cut(64), location: href.cut(Self.longestText)))
  }

  private mutating func end() {
    if let gathered = text, gathered.depth == depth {
      let value = gathered.value.trimmedText
      switch gathered.field {
      case .location where entry?.location.isEmpty == true: entry?.location = value
      case .lastModified where entry?.lastModified == nil: entry?.lastModified = value.cut(64)
      case .location, .lastModified: break
      }
      text = nil
    }
    if depth == entryDepth, let finished = entry {
      if !finished.location.isEmpty { content.add(finished) }
      entry = nil
    }
  }

  /// Whether a name is one of the file's own vocabulary, not of an extension such as that for images.
  private mutating func isOurs(_ name: XMLName) -> Bool {
    if content.format == .rss { return name.namespace.isEmpty || Self.rss1.contains(name.namespace) }
    if name.namespace == namespace { return true }
    guard name.namespace.isEmpty || name.namespace.contains("sitemap/0.") else { return false }
    content.note(.namespace)
    return true
  }
}

extension [XMLAttribute] {
  /// The value of an attribute without a namespace.
  fileprivate func value(_ name: String) -> String? {
    first { $0.name.local == name && $0.name.namespace.isEmpty }?.value
  }
}

extension String {
  /// So many bytes at most.
  fileprivate func cut(_ limit: Int) -> String {
    utf8.count <= limit ? self : String(decoding: utf8.prefix(limit), as: UTF8.self)
  }

  /// The text without white space at its ends.
  fileprivate var trimmedText: String {
    let bytes = Array(utf8)[...].trimmed
    return bytes.count == utf8.count ? self : String(decoding: bytes, as: UTF8.self)
  }
}
