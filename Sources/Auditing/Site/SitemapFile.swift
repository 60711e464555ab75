// What became of one sitemap.

/// One sitemap that the crawl asked for.
public struct SitemapFile: Sendable {
  /// Who named it.
  public enum Source: String, Sendable {
    /// robots.txt.
    case robots
    /// Nobody: it was looked for where sitemaps usually are.
    case guess
    /// Another sitemap.
    case index
  }

  /// What it is, told by its content.
  public enum Format: String, Sendable {
    /// URLs, in XML.
    case urlset
    /// Other sitemaps.
    case index = "sitemapindex"
    /// A URL a line.
    case text
    /// An RSS feed.
    case rss
    /// An Atom feed.
    case atom
  }

  /// What is wrong with it.
  public enum Fault: String, Sendable, CaseIterable {
    /// It is no well-formed XML.
    case malformed
    /// It holds a DOCTYPE, which no sitemap needs; it was not read on.
    case doctype
    /// Its root element is none of a sitemap or feed.
    case wrongRoot = "wrong_root"
    /// Its namespace is missing or another; its content was used.
    case namespace
    /// It lists nothing.
    case empty
    /// More than 50,000 entries.
    case tooManyEntries = "too_many_entries"
    /// More than 50 MiB.
    case tooManyBytes = "too_many_bytes"
  }

  /// Its URL.
  public var url: String
  /// Who named it.
  public var source: Source
  /// The HTTP status; nil without an answer.
  public var status: Int?
  /// Why it could not be read.
  public var reason: String?
  /// What it is; nil when it could not be told.
  public var format: Format?
  /// How many URLs or sitemaps it lists.
  public var entries = 0
  /// What is wrong with it, each fault once.
  public var faults: [Fault] = []
  /// Whether it was read to its end.
  public var isWhole = false

  /// Makes the record of a sitemap before it is read.
  public init(url: String, source: Source) {
    self.url = url
    self.source = source
  }
}
