// What the audit found, as rows: one a finding, and one a rule.

internal import Auditing
internal import JSONText
internal import Postgres

/// The findings of an audit.
struct IssueRows {
  static let columns = ["crawl_job_id", "code", "severity", "page_id", "target", "detail"]
  static let summaryColumns = [
    "crawl_job_id", "code", "severity", "affected", "population", "gain", "new_count", "fixed_count",
    "examples",
  ]

  let audit: Audit
  /// What mending a rule's findings would add to the score, by the rule's id.
  let gains: [String: Double]

  /// How many findings there are of a severity.
  func count(_ severity: Severity) -> Int {
    audit.issues.reduce(0) { $0 + $1.findings.count { $0.severity == severity } }
  }

  /// One row a finding.
  func values(_ job: String) -> some Sequence<[SQLValue]> {
    audit.issues.lazy.flatMap { issue in
      issue.findings.lazy.map { finding in
        let page: Int? = finding.page
        // A finding about a page is told from others by the page, one about the site by what it is about.
        let target = page == nil ? finding.evidence.urls.first.map(Clip.url) : nil
        return [
          .text(job), .text(issue.rule.id), SQLValue(finding.severity.code), SQLValue(page.map { $0 + 1 }),
          SQLValue(target), Self.detail(finding.evidence),
        ]
      }
    }
  }

  private static func detail(_ evidence: Rule.Evidence) -> SQLValue {
    var members: [String: JSON] = [:]
    if !evidence.text.isEmpty { members["text"] = .string(Clip.text(evidence.text, characters: 1_000)) }
    if !evidence.urls.isEmpty { members["urls"] = JSON(evidence.urls.prefix(10).map(Clip.url)) }
    return members.isEmpty ? .null : .json(.object(members))
  }

  /// One row a rule that found something, now or in the crawl before.
  func summaries(_ job: String, _ difference: Difference?) -> [[SQLValue]] {
    let found = audit.issues.map { issue -> [SQLValue] in
      let counts = difference?.counts(of: issue.rule.id)
      let examples = issue.findings.compactMap { finding -> Int? in finding.page }.prefix(5)
      return [
        .text(job), .text(issue.rule.id), SQLValue(issue.severity.code), SQLValue(issue.findings.count),
        SQLValue(issue.population), SQLValue(gains[issue.rule.id]), SQLValue(counts?.new),
        SQLValue(counts?.fixed), .array(examples.map { SQLValue($0 + 1) }),
      ]
    }
    let known = Set(audit.issues.map(\.rule.id))
    let gone = (difference?.codes ?? []).filter { !known.contains($0.code) && $0.fixed > 0 }
    return found
      + gone.map { code in
        [
          .text(job), .text(code.code), SQLValue(code.severity), 0, 0, .null, 0, SQLValue(code.fixed),
          .array([]),
        ]
      }
  }
}

/// URLs that were only checked, as rows.
enum CheckedRows {
  static let columns = [
    "crawl_job_id", "ext_id", "url", "verdict", "status", "refs", "kind", "is_internal", "final_url",
    "reason",
  ]

  static func values(_ job: String, _ site: Site) -> some Sequence<[SQLValue]> {
    site.checked.indices.lazy.map { position in
      let url = site.checked[position]
      return [
        .text(job), SQLValue(position + 1), .text(Clip.url(url.address.href)), SQLValue(url.verdict.code),
        SQLValue(small: url.status), SQLValue(whole: url.referrerCount), SQLValue(url.kind.code),
        .bool(url.isInternal), SQLValue(url.final.map { Clip.url($0.href) }),
        SQLValue(url.reason.map { Clip.text($0, characters: 1_000) }),
      ]
    }
  }
}
