// What the model is told of a crawl: what is wrong, how often, and a few pages each. Never what pages say, but for one
// short line of evidence; never the query of a URL, where names and keys of people may be.

public import JSONText

internal import WebURL

/// The findings of a crawl, fit to be sent to somebody else.
public struct Findings: Hashable, Sendable {
  /// What one rule has found.
  struct Issue: Hashable, Sendable {
    var id: String
    var severity: String
    var title: String
    var advice: String
    var affected: Int
    var population: Int
    var gain: Double
    var examples: [Example]
  }

  /// One finding.
  struct Example: Hashable, Sendable {
    /// The number of the page, from 1; nil: it is about the site as a whole.
    var page: Int?
    var evidence: String
  }

  /// How much is told at most: some 25 KB, or 8,000 tokens.
  static let (mostIssues, mostExamples, pathBytes, evidenceBytes) = (15, 3, 160, 120)

  /// The site, as its owner named it.
  public let domain: String
  let score: Int?
  let pagesRead: Int
  let issues: [Issue]
  /// The URLs of the pages; the model knows them by their numbers, the first one is 1.
  let pages: [String]

  /// Whether there is nothing to recommend anything about.
  public var isEmpty: Bool { issues.isEmpty }

  /// Reads `crawl_jobs.summary`: the abridged result of schema `devseo.crawl/1`.
  ///
  /// What is absent or of another type is left out.
  ///
  /// - Parameters:
  ///   - summary: The summary.
  ///   - domain: The site.
  public init(summary: JSON, domain: String) {
    self.domain = domain.asData(bytes: 253)
    score = summary["score"]?["overall"]?.integer
    pagesRead = summary["stats"]?["pages"]?.integer ?? 0
    var pages: [String] = []
    var numbers: [String: Int] = [:]
    func number(of url: String) -> Int {
      if let known = numbers[url] { return known }
      pages.append(url)
      numbers[url] = pages.count
      return pages.count
    }
    // What helps most comes first; the summary has the worst first, which decides between equals.
    let found = (summary["issues"]?.array ?? []).enumerated().sorted { left, right in
      let gains = (left.element["gain"]?.double ?? 0, right.element["gain"]?.double ?? 0)
      return gains.0 == gains.1 ? left.offset < right.offset : gains.0 > gains.1
    }
    let told = found.map(\.element).filter { json in
      (json["id"]?.string?.isRuleID ?? false) && (json["affected"]?.integer ?? 0) > 0
    }
    issues = told.prefix(Self.mostIssues).map { json in
      let id = json["id"]?.string ?? ""
      let examples = (json["pages"]?.array ?? []).prefix(Self.mostExamples).map { finding in
        Example(
          page: finding["url"]?.string.map(number),
          evidence: (finding["evidence"]?.string ?? "").asData(bytes: Self.evidenceBytes))
      }
      return Issue(
        id: id, severity: (json["severity"]?.string ?? "").asData(bytes: 16),
        title: (json["title"]?.string ?? id).asData(bytes: 120),
        advice: (json["fix"]?.string ?? "").asData(bytes: 300),
        affected: json["affected"]?.integer ?? 0, population: json["population"]?.integer ?? 0,
        gain: json["gain"]?.double ?? 0, examples: examples)
    }
    self.pages = pages
  }

  /// All of it, as it is sent.
  var json: JSON {
    [
      "site": .string(domain), "score_of_100": JSON(score), "urls_read": .integer(pagesRead),
      "pages": .array(
        pages.enumerated().map { ["page": .integer($0 + 1), "path": .string(Self.path(of: $1))] }),
      "issues": .array(issues.map(\.json)),
    ]
  }

  /// The path of a URL, without its query.
  private static func path(of url: String) -> String {
    guard let parsed = URL(url) else { return "?" }
    return (parsed.path + (parsed.query == nil ? "" : "?…")).asData(bytes: pathBytes)
  }
}

extension Findings.Issue {
  fileprivate var json: JSON {
    [
      "id": .string(id), "severity": .string(severity), "title": .string(title), "advice": .string(advice),
      "affected": .integer(affected), "of": .integer(population), "score_gain": .double(gain),
      "examples": .array(
        examples.map { ["page": JSON($0.page), "evidence": .string($0.evidence)] }),
    ]
  }
}

extension String {
  /// Whether it can be the id of a rule: some letters of ASCII, digits and hyphens.
  fileprivate var isRuleID: Bool {
    (1...64).contains(utf8.count)
      && utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}
