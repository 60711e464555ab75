// From what the database holds about a crawl to what its owner hears of it.

public import JSONText

extension CrawlNews {
  /// Reads `crawl_jobs.summary`: the abridged result of schema `devseo.crawl/1`, with `diff` when there was a crawl before.
  ///
  /// What is absent or of another type counts as not known.
  ///
  /// - Parameters:
  ///   - summary: The summary.
  ///   - domain: The site as its owner named it.
  ///   - previousScore: The score of the crawl before.
  public init(summary: JSON, domain: String, previousScore: Int? = nil) {
    let job = summary["job"]
    self.init(domain: domain, outcome: job?["outcome"]?.string ?? "")
    reason = job?["reason"]?.string?.asOneLine
    score = summary["score"]?["overall"]?.integer
    grade = summary["score"]?["grade"]?.string?.asOneLine
    self.previousScore = previousScore
    pages = summary["stats"]?["pages"]?.integer ?? 0
    maxPages = job?["limits"]?["max_pages"]?.integer
    let counts = summary["stats"]?["severities"]
    errors = counts?["error"]?.integer ?? 0
    warnings = counts?["warning"]?.integer ?? 0
    notices = counts?["notice"]?.integer ?? 0
    let issues = (summary["issues"]?.array ?? []).compactMap(Issue.init)
    let known = Dictionary(issues.map { ($0.id, $0) }) { first, _ in first }
    fixes = (summary["score"]?["top_fixes"]?.array ?? []).compactMap { fix in
      guard let issue = fix["id"]?.string.flatMap({ known[$0] }) else { return nil }
      return Fix(
        title: issue.title, advice: issue.advice, affected: issue.affected, gain: fix["gain"]?.double ?? 0)
    }
    guard let difference = summary["diff"]?.object else { return }
    fixed = difference["fixed"]?.integer ?? 0
    let changes = difference["issues"]?.object ?? [:]
    func changed(_ name: String, where isWanted: (Issue?) -> Bool) -> [Change] {
      changes.compactMap { id, counts in
        guard let count = counts[name]?.integer, count > 0, isWanted(known[id]) else { return nil }
        return Change(title: known[id]?.title ?? id.asOneLine, count: count)
      }
      .sorted { ($1.count, $0.title) < ($0.count, $1.title) }
    }
    newIssues = changed("new") { $0?.severity == "error" }
    fixedIssues = changed("fixed") { _ in true }
    newErrors = newIssues.reduce(0) { $0 + $1.count }
  }

  private struct Issue {
    var id: String
    var severity: String
    var title: String
    var advice: String
    var affected: Int

    init?(_ json: JSON) {
      guard let id = json["id"]?.string else { return nil }
      self.id = id
      severity = json["severity"]?.string ?? ""
      title = (json["title"]?.string ?? id).asOneLine
      advice = (json["fix"]?.string ?? "").asOneLine
      affected = json["affected"]?.integer ?? 0
    }
  }
}
