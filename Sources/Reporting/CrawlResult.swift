// The result of a crawl as JSON, schema `devseo.crawl/1` (docs/crawl-result.md). The same site gives the
// same text, but for the member `timing`.

public import Auditing
public import JSONText

/// Writes a crawl and its audit as JSON.
public struct CrawlResult {
  /// How much of each page is told.
  public enum Detail: Sendable {
    /// Counts of links and images.
    case counts
    /// Every heading, link and image as well.
    case full
  }

  private let site: Site
  private let audit: Audit
  private let detail: Detail

  /// The name and version of the schema; it changes when a member changes its meaning or goes.
  public static let schema = "devseo.crawl/1"

  /// Makes the result of a crawl.
  public init(_ site: Site, _ audit: Audit, detail: Detail = .counts) {
    self.site = site
    self.audit = audit
    self.detail = detail
  }

  /// The whole result.
  public var json: JSON {
    var members = self.members(examples: .max)
    members["pages"] = .array(site.pages.indices.map(page))
    members["redirects"] = redirects
    members["external"] = .array(site.checked.map { CheckedURLJSON($0, site).json })
    return .object(members)
  }

  /// The same as ``abridged(_:)`` of ``json``, without making what is left out.
  public var short: JSON {
    var members = self.members(examples: Self.fewExamples)
    members["truncated"] = true
    return .object(members)
  }

  private func members(examples: Int) -> [String: JSON] {
    [
      "schema": .string(Self.schema), "job": job, "site": siteMembers, "score": score, "stats": stats,
      "issues": .array(audit.issues.map { issue($0, examples: examples) }), "passed": JSON(audit.passed),
      "skipped": skipped, "timing": .object(timing(ofPages: examples == .max)),
    ]
  }

  /// How many pages of an issue are left in a result without pages.
  private static let fewExamples = 10

  /// The result without its pages, for a reader that takes no more than a mebibyte.
  ///
  /// - Parameter result: What ``json`` gave.
  /// - Returns: The same with the first ten pages of each issue, and `"truncated": true`.
  public static func abridged(_ result: JSON) -> JSON {
    guard var members = result.object else { return result }
    members["truncated"] = true
    for name in ["pages", "redirects", "external"] { members[name] = nil }
    members["timing"] = result["timing"]?.object.map { .object($0.filter { $0.key != "pages" }) }
    members["issues"] = result["issues"]?.array.map { issues in
      .array(
        issues.map { issue in
          guard var members = issue.object else { return issue }
          members["pages"] = issue["pages"]?.array.map { .array(Array($0.prefix(fewExamples))) }
          return .object(members)
        })
    }
    return .object(members)
  }

  // MARK: - The site

  private var job: JSON {
    let read = site.pages.count { $0.fetch.outcome != .blockedByRobots }
    let known = read + site.unread
    return [
      "domain": .string(site.request.domain), "start_url": .string(site.start.href),
      "outcome": .string(site.outcome.rawValue), "reason": JSON(site.reason),
      "coverage": .double(known == 0 ? 0 : Double(read) / Double(known)),
      "limits": ["max_pages": .integer(site.request.maxPages)],
    ]
  }

  private var siteMembers: JSON {
    [
      "robots": .array(
        site.robots.map { file in
          [
            "url": .string(file.url), "status": JSON(file.status), "reason": JSON(file.reason),
            "crawl_delay_s": JSON(file.crawlDelaySeconds),
          ]
        }),
      "sitemaps": .array(site.sitemaps.map(\.json)),
    ]
  }

  private var stats: JSON {
    [
      "pages": .integer(site.pages.count), "unread": .integer(site.unread),
      "outcomes": counts(site.pages.map(\.fetch.outcome.rawValue)),
      "status": counts(site.pages.compactMap { $0.fetch.status.map(String.init) }),
      "depth": counts(site.pages.map { $0.depth.map(String.init) ?? "none" }),
      "indexability": counts(audit.indexability.map(\.rawValue)),
      "checks": counts(site.checked.map(\.verdict.rawValue)),
      "severities": .object(
        Dictionary(
          uniqueKeysWithValues: Severity.allCases.map { severity in
            let findings = audit.issues.reduce(0) { $0 + $1.findings.count { $0.severity == severity } }
            return (severity.rawValue, .integer(findings))
          })),
    ]
  }

  private func counts(_ names: [String]) -> JSON {
    .object(names.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }.mapValues(JSON.integer))
  }

  private var skipped: JSON {
    let outcomes: [FetchOutcome] = [.blockedByRobots, .refused]
    var counts = Dictionary(
      uniqueKeysWithValues: outcomes.map { outcome in
        (outcome.rawValue, JSON.integer(site.pages.count { $0.fetch.outcome == outcome }))
      })
    // What the limits of the crawl left is the rest.
    counts["limit"] = .integer(site.unread - site.skipped.values.reduce(0, +))
    for (cause, count) in site.skipped { counts[cause] = .integer(count) }
    return .object(counts)
  }

  private var redirects: JSON {
    .array(
      site.redirects.map { redirect in
        [
          "from": .string(redirect.from), "hops": JSON(redirect.chain.keys.dropFirst()),
          "end": .string(redirect.end),
        ]
      })
  }

  // MARK: - Score

  private var score: JSON {
    guard let score = audit.score else { return .null }
    return [
      "overall": .integer(score.shown), "grade": .string(score.grade.rawValue),
      "categories": .object(
        Dictionary(
          uniqueKeysWithValues: score.categories.map { ($0.rawValue, .integer(Score.shown($1))) })),
      "top_fixes": .array(
        score.firstFixes.map { ["id": .string($0.id), "gain": .double($0.gain.twoDecimals)] }),
    ]
  }

  // MARK: - Issues

  private func issue(_ issue: Audit.Issue, examples: Int) -> JSON {
    [
      "id": .string(issue.rule.id), "severity": .string(issue.severity.rawValue),
      "category": .string(issue.rule.category.rawValue), "title": .string(issue.rule.title),
      "why": .string(issue.rule.why), "fix": .string(issue.rule.fix), "source": .string(issue.rule.source),
      "affected": .integer(issue.findings.count), "population": .integer(issue.population),
      "gain": .double((audit.score?.gains[issue.rule.id] ?? 0).twoDecimals),
      "pages": .array(issue.findings.prefix(examples).map(finding)),
    ]
  }

  private func finding(_ finding: Audit.Finding) -> JSON {
    var members: [String: JSON] = [
      "url": JSON(finding.page.map { site.pages[$0].address.href }),
      "severity": .string(finding.severity.rawValue), "evidence": .string(finding.evidence.text),
      "urls": JSON(finding.evidence.urls),
    ]
    if let subject = finding.evidence.subject { members["subject"] = .string(subject) }
    return .object(members)
  }

  // MARK: - Pages

  private func page(_ position: Int) -> JSON {
    let page = site.pages[position]
    var members: [String: JSON] = [
      "url": .string(page.address.href), "status": JSON(page.fetch.status),
      "outcome": .string(page.fetch.outcome.rawValue), "depth": JSON(page.depth),
      "indexability": .string(audit.indexability[position].rawValue),
      "indexable": .bool(audit.indexability[position] == .ok),
      "referrers": .integer(page.referrerCount), "in_sitemap": .bool(page.isInSitemap),
      "media_type": JSON(page.fetch.mediaType),
      "wire_bytes": .integer(page.fetch.wireBytes), "decoded_bytes": .integer(page.fetch.decodedBytes),
    ]
    if let reason = page.fetch.reason { members["reason"] = .string(reason) }
    if let failure = page.fetch.failure { members["failure"] = .string(failure.rawValue) }
    if let location = page.fetch.location { members["location"] = .string(location) }
    if page.fetch.isTruncated { members["truncated"] = true }
    if let facts = page.facts { members["facts"] = PageFactsJSON(facts, detail).json }
    return .object(members)
  }

  private func timing(ofPages: Bool) -> [String: JSON] {
    var members: [String: JSON] = [
      "started_at": JSON(site.timing.startedAt), "seconds": .double(site.timing.seconds),
    ]
    guard ofPages else { return members }
    members["pages"] = .object(
      Dictionary(
        site.pages.compactMap { page in
          guard let total = page.fetch.totalSeconds else { return nil }
          return (
            page.address.href,
            ["first_byte_s": JSON(page.fetch.firstByteSeconds), "total_s": .double(total)]
          )
        }
      ) { first, _ in first })
    return members
  }
}

extension Double {
  /// Rounded to hundredths: more digits than anybody reads.
  fileprivate var twoDecimals: Double { (self * 100).rounded() / 100 }
}
