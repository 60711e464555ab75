// What a crawl leaves in the database.

public import Auditing
public import JSONText

/// A crawl with its verdict, ready to be written.
public struct CrawlRecord: Sendable {
  /// How good the site is.
  public struct Score: Sendable {
    /// 0 to 100.
    public var overall: Int
    /// The same for each part of the audit, by its name.
    public var categories: [String: Double]
    /// What mending a rule's findings would add, by the rule's id.
    public var gains: [String: Double]

    /// Makes a score.
    public init(overall: Int, categories: [String: Double] = [:], gains: [String: Double] = [:]) {
      self.overall = overall
      self.categories = categories
      self.gains = gains
    }
  }

  /// What was read.
  public var site: Site
  /// What was found.
  public var audit: Audit
  /// Nil: the site could not be judged.
  public var score: Score?
  /// What the row says in short, an object; the comparison with the crawl before is added to it as `diff`.
  public var summary: JSON

  /// Makes a record.
  public init(_ site: Site, _ audit: Audit, score: Score?, summary: JSON) {
    self.site = site
    self.audit = audit
    self.score = score
    self.summary = summary
  }

  /// The share of the known pages that was read.
  var coverage: Double {
    let read = site.pages.count { $0.fetch.outcome != .blockedByRobots }
    return read + site.unread == 0 ? 0 : Double(read) / Double(read + site.unread)
  }

  /// Whether pages of the site were read, so that findings mean something.
  var isReading: Bool { site.outcome == .complete || site.outcome.isPartial }
}
