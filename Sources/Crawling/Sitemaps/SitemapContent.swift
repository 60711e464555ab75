// What a sitemap says, as far as it was read.

internal import Auditing

/// The content of one sitemap.
struct SitemapContent: Equatable, Sendable {
  /// What it is; nil for what is no sitemap.
  var format: SitemapFile.Format?
  /// What it lists, the first 50,000.
  var entries: [SitemapEntry] = []
  /// How many URLs or sitemaps it lists; of those beyond the limit, one is counted.
  var count = 0
  /// What is wrong with it, each fault once, in the order of their discovery.
  var faults: [SitemapFile.Fault] = []
  /// Whether all of it was read and kept.
  var isWhole = false

  /// How many entries of a file are kept: as many as one may have (sitemaps.org).
  static let entryLimit = 50_000
  /// How many alternates of a file are kept.
  static let alternateLimit = 200_000

  private var alternates = 0

  /// Whether it lists more than a file may, so that nothing else of it is wanted.
  var isOverfull: Bool { count > Self.entryLimit }

  /// Notes a fault.
  mutating func note(_ fault: SitemapFile.Fault) {
    if !faults.contains(fault) { faults.append(fault) }
  }

  /// Takes an entry, or notes that it is one too many.
  mutating func add(_ entry: SitemapEntry) {
    guard !isOverfull else { return }
    count += 1
    guard !isOverfull else { return note(.tooManyEntries) }
    var entry = entry
    entry.alternates.removeLast(max(0, alternates + entry.alternates.count - Self.alternateLimit))
    alternates += entry.alternates.count
    entries.append(entry)
  }
}

/// One URL, or one sitemap of an index, as written.
struct SitemapEntry: Equatable, Sendable {
  /// `loc`, or what feeds have in its place.
  var location: String
  /// When it was last changed, a W3C datetime if all is well.
  var lastModified: String?
  /// The same page in other languages (`xhtml:link`).
  var alternates: [Alternate] = []

  /// A page in another language.
  struct Alternate: Equatable, Sendable {
    /// The code of `hreflang`.
    var code: String
    /// The URL.
    var location: String
  }
}
