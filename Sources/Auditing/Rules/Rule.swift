// A rule: one exact question to the pages it concerns, or to the site, with the words that explain it.

/// A rule of the catalogue.
public struct Rule: Sendable {
  /// Which pages are asked, and what shares are shares of.
  public enum Population: String, Sendable, CaseIterable {
    /// Pages that search engines may show.
    case indexable
    /// HTML pages that were answered with 2xx.
    case html
    /// URLs of the site that its pages name.
    case targets
    /// The site as a whole: a population of one.
    case site
  }

  /// What is asked.
  enum Question: Sendable {
    /// Of each page: what is wrong with it, or nil.
    case page(@Sendable (Subject) -> Evidence?)
    /// Of the site: what is wrong with it, one piece of evidence for each culprit.
    case site(@Sendable (Survey) -> [Evidence])
  }

  /// What a rule finds at one page, or in the site.
  public struct Evidence: Sendable {
    /// What was seen: one line.
    public var text: String
    /// When it is worse or better than the rule's own severity.
    public var severity: Severity?
    /// The URLs concerned beside the page itself.
    public var urls: [String]
    /// What it is about when that is no page: a sitemap, a pattern of URLs.
    public var subject: String?

    /// Makes evidence.
    public init(
      _ text: String = "", severity: Severity? = nil, urls: [String] = [], subject: String? = nil
    ) {
      self.text = text
      self.severity = severity
      self.urls = urls
      self.subject = subject
    }
  }

  /// The name that never changes: results, databases and suppressions hold it.
  public var id: String
  /// How bad it is.
  public var severity: Severity
  /// The part of the audit it belongs to.
  public var category: Category
  /// Which pages are asked.
  public var population: Population
  /// A few words for a table.
  public var title: String
  /// Why it matters.
  public var why: String
  /// What to do.
  public var fix: String
  /// Where the rule comes from: a page of the search engine, a standard.
  public var source: String
  /// When the rule was last held against its source: "2026-11-23".
  public var lastReviewed = Catalogue.lastReviewed
  /// What a finding costs.
  public let weight: Weight
  let question: Question

  init(
    _ id: String, _ severity: Severity, _ category: Category, _ population: Population, title: String,
    why: String, fix: String, source: String, weight: Weight = .bySeverity,
    finding: @escaping @Sendable (Subject) -> Evidence?
  ) {
    self.init(
      id, severity, category, population, title: title, why: why, fix: fix, source: source, weight: weight,
      question: .page(finding))
  }

  /// A rule about the site as a whole.
  init(
    _ id: String, _ severity: Severity, _ category: Category, title: String, why: String, fix: String,
    source: String, weight: Weight = .bySeverity, findings: @escaping @Sendable (Survey) -> [Evidence]
  ) {
    self.init(
      id, severity, category, .site, title: title, why: why, fix: fix, source: source, weight: weight,
      question: .site(findings))
  }

  private init(
    _ id: String, _ severity: Severity, _ category: Category, _ population: Population, title: String,
    why: String, fix: String, source: String, weight: Weight, question: Question
  ) {
    self.id = id
    self.severity = severity
    self.category = category
    self.population = population
    self.title = title
    self.why = why
    self.fix = fix
    self.source = source
    self.weight = weight
    self.question = question
  }
}

/// The page that a rule is asked about, within its site.
struct Subject {
  /// The page's position in the site.
  var position: Int
  var page: Page
  /// What the page says; empty facts for a page that is no HTML.
  var facts: PageFacts
  var survey: Survey
}
