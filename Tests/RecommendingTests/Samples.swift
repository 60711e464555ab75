// Crawls to ask about.

import JSONText

@testable import Recommending

/// Summaries as the database has them.
enum Sample {
  /// A crawl with two findings; what pages say is up to whoever wrote them.
  static func summary(title: String = "Page has no title", evidence: String = "no <title>") -> JSON {
    [
      "schema": "devseo.crawl/1", "score": ["overall": 71], "stats": ["pages": 40],
      "issues": [
        [
          "id": "h1-missing", "severity": "warning", "title": "Page has no main heading",
          "fix": "Write one h1.",
          "affected": 4, "population": 30, "gain": 1.5,
          "pages": [["url": "https://example.com/about?session=s3cret&user=ann", "evidence": ""]],
        ],
        [
          "id": "title-missing", "severity": "error", "title": .string(title), "fix": "Write a title.",
          "affected": 3,
          "population": 30, "gain": 4.25,
          "pages": [
            ["url": "https://example.com/", "evidence": .string(evidence)],
            ["url": "https://example.com/about?session=s3cret&user=ann", "evidence": "no <title>"],
          ],
        ],
        ["id": "site-wide", "severity": "notice", "affected": 1, "population": 1, "pages": [["url": .null]]],
        ["id": "unseen", "severity": "error", "title": "Fixed since", "affected": 0, "population": 30],
      ],
    ]
  }

  static var findings: Findings { Findings(summary: summary(), domain: "example.com") }

  /// One recommendation, with other members where a test wants them.
  static func advice(_ members: [String: JSON?] = [:]) -> JSON {
    var advice: [String: JSON] = [
      "title": "Give every page a title", "text": "Write one for each page.", "issues": ["title-missing"],
      "pages": [1, 2], "effort": "small",
    ]
    for (name, value) in members { advice[name] = value }
    return ["recommendations": [.object(advice)]]
  }
}
