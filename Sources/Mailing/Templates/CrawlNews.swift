// What a mail tells about one crawl: values alone, so that the templates are pure.

/// One crawl, as its owner hears of it.
public struct CrawlNews: Hashable, Sendable {
  /// Findings of one rule that came or went.
  public struct Change: Hashable, Sendable {
    /// What is wrong, as the rule's title says it.
    public var title: String
    /// How many findings.
    public var count: Int

    /// A change.
    public init(title: String, count: Int) { (self.title, self.count) = (title, count) }
  }

  /// What would help most.
  public struct Fix: Hashable, Sendable {
    /// What is wrong.
    public var title: String
    /// What to do about it.
    public var advice: String
    /// Pages with it.
    public var affected: Int
    /// Points that the score would gain.
    public var gain: Double

    /// A fix.
    public init(title: String, advice: String, affected: Int, gain: Double) {
      (self.title, self.advice, self.affected, self.gain) = (title, advice, affected, gain)
    }
  }

  /// What a language model has written about the crawl.
  public struct Advice: Hashable, Sendable {
    /// One thing to do.
    public struct Item: Hashable, Sendable {
      /// What to do.
      public var title: String
      /// How, and why.
      public var text: String

      /// A thing to do.
      public init(title: String, text: String) { (self.title, self.text) = (title, text) }
    }

    /// The model.
    public var model: String
    /// The best first.
    public var items: [Item]

    /// Advice.
    public init(model: String, items: [Item]) { (self.model, self.items) = (model, items) }
  }

  /// The site, as its owner named it.
  public var domain: String
  /// How it ended: a name of `job.outcome` in docs/crawl-result.md, or `failed`.
  public var outcome: String
  /// Why it ended so, in the crawler's words.
  public var reason: String?
  /// 0 to 100; nil: there was too little to judge.
  public var score: Int?
  /// A letter.
  public var grade: String?
  /// The score of the crawl before.
  public var previousScore: Int?
  /// URLs read.
  public var pages = 0
  /// The limit of pages.
  public var maxPages: Int?
  /// Findings by severity.
  public var (errors, warnings, notices) = (0, 0, 0)
  /// New findings that are errors, and fixed ones; nil: there is no crawl to compare with.
  public var (newErrors, fixed): (Int?, Int?) = (nil, nil)
  /// The rules with most new errors.
  public var newIssues: [Change] = []
  /// The rules with most fixed findings.
  public var fixedIssues: [Change] = []
  /// What would help most, the best first.
  public var fixes: [Fix] = []
  /// What a language model recommends; nil: nothing yet.
  public var advice: Advice?
  /// Where all of it is told.
  public var reportURL: String?

  /// News without figures yet.
  public init(domain: String, outcome: String) {
    self.domain = domain.asOneLine
    self.outcome = outcome
  }
}

extension CrawlNews {
  /// Whether the site was read far enough to say something about it.
  public var isRead: Bool { score != nil || ["complete", "page_limit", "time_limit"].contains(outcome) }

  /// What happened, in one sentence.
  public var sentence: String {
    switch outcome {
    case "complete": "All \(pages) URLs were read."
    case "page_limit":
      "Read in part: \(pages) URLs, up to the limit of \(maxPages ?? pages). What is said here is about these."
    case "time_limit": "Read in part: \(pages) URLs, then the time was up. What is said here is about these."
    case "offsite_redirect": "Not read: the address leads to another site."
    case "robots_disallowed": "Not read: the site's robots.txt forbids it."
    case "robots_unreachable": "Not read: the site's robots.txt cannot be read, so crawlers must stay away."
    case "blocked": "Not read: the site blocks our crawler. Search engines may be blocked as well."
    case "throttled": "Not read: the site keeps asking to slow down."
    case "unreachable": "Not read: the site does not answer."
    case "failed": "The crawl failed, so there is no report this time."
    default: "The crawl has ended."
    }
  }

  /// Such as `86 (+4)`, or why there is no score.
  public var verdict: String {
    guard let score else {
      switch outcome {
      case "failed": return "the crawl failed"
      case "blocked": return "blocks our crawler"
      case "unreachable": return "does not answer"
      case "robots_disallowed": return "robots.txt forbids crawling"
      case "robots_unreachable": return "robots.txt cannot be read"
      case "throttled": return "keeps asking to slow down"
      case "offsite_redirect": return "leads to another site"
      default: return "no score"
      }
    }
    return "\(score)" + (change.map { " (\($0))" } ?? "")
  }

  /// The change of the score with its sign; nil: there is none before.
  var change: String? {
    guard let score, let previousScore else { return nil }
    return score < previousScore ? "\(score - previousScore)" : "+\(score - previousScore)"
  }

  /// The subject: `example.com: 86 (+4), 3 new errors, 12 fixed`.
  public var subject: String {
    var parts = ["\(domain): \(verdict)"]
    if let newErrors, let fixed {
      parts += [Self.count(newErrors, "new error"), "\(fixed) fixed"]
    } else if isRead {
      parts += [Self.count(errors, "error"), Self.count(warnings, "warning")]
    }
    return parts.joined(separator: ", ")
  }

  /// Such as `1 error` or `2 errors`.
  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}

extension String {
  /// A stranger's words as part of one line: without controls and overrides of direction, and not endless.
  var asOneLine: String { asOneLine(of: 200) }

  /// The same, of so many characters at most.
  func asOneLine(of length: Int) -> String {
    let scalars = unicodeScalars.filter { scalar in
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x061C, 0x2028...0x202E, 0x2066...0x2069: false
      default: true
      }
    }
    return String(String.UnicodeScalarView(scalars)).shortened(to: length)
  }

  /// The first so many scalars, the last of them an ellipsis when some are left out.
  ///
  /// Not characters: one may have thousands of combining marks.
  func shortened(to count: Int) -> String {
    unicodeScalars.count <= count
      ? self : String(String.UnicodeScalarView(unicodeScalars.prefix(count - 1))) + "…"
  }
}
