// What a person sees at the end of a crawl.

import JSONText
import Reporting
import Testing

@Suite struct `The summary of a crawl` {
  @Test func `names the site, the numbers, each issue with its pages, and the fix`() {
    let result: JSON = [
      "job": ["start_url": "https://shop.example/", "outcome": "complete", "limits": ["max_pages": 50]],
      "score": ["overall": 86, "grade": "B"],
      "stats": [
        "pages": 12, "indexability": ["ok": 9], "severities": ["error": 1, "warning": 5, "notice": 0],
      ],
      "timing": ["seconds": 3.14],
      "issues": [
        [
          "id": "page-4xx", "severity": "error", "title": "Linked pages are gone", "affected": 1,
          "population": 12, "fix": "Change the links.",
          "pages": [["url": "https://shop.example/gone", "evidence": "status 404, named by 2 pages"]],
        ],
        [
          "id": "crawl-trap", "severity": "warning", "title": "URLs without end", "affected": 1,
          "population": 1,
          "fix": "Forbid them.",
          "pages": [["url": .null, "subject": "shop.example/?day", "evidence": "9 found, 3 read"]],
        ],
        [
          "id": "title-duplicate", "severity": "warning", "title": "Pages share one title", "affected": 5,
          "population": 9, "fix": "Give each page a title of its own.",
          "pages": [
            ["url": "https://shop.example/a", "evidence": "shared with 4 pages: Shop"],
            ["url": "https://shop.example/b", "evidence": "shared with 4 pages: Shop"],
            ["url": "https://www.shop.example/c", "evidence": ""],
            ["url": "https://shop.example/d", "evidence": "shared with 4 pages: Shop"],
            ["url": "https://shop.example/e", "evidence": "shared with 4 pages: Shop"],
          ],
        ],
      ],
      "passed": ["noindex", "lang-missing"],
    ]
    #expect(
      CrawlSummary(result).text == """
        https://shop.example/: read completely, score 86 (B)
          12 URLs in 3.1 s · 9 indexable pages · 1 error · 5 warnings · 0 notices

        Errors
          page-4xx               Linked pages are gone (1 of 12)
              /gone                               status 404, named by 2 pages
              > Change the links.

        Warnings
          crawl-trap             URLs without end
              shop.example/?day                   9 found, 3 read
              > Forbid them.
          title-duplicate        Pages share one title (5 of 9)
              /a                                  shared with 4 pages: Shop
              /b                                  shared with 4 pages: Shop
              https://www.shop.example/c
              /d                                  shared with 4 pages: Shop
              and 1 more
              > Give each page a title of its own.

          2 checks passed

        """)
  }

  @Test(arguments: [
    ("complete", "read completely"), ("page_limit", "read up to the limit of 50 pages"),
    ("time_limit", "read in part, the time was up"),
    ("offsite_redirect", "not read, it leads to another site"),
    ("robots_disallowed", "not read, robots.txt forbids it"),
    ("robots_unreachable", "not read, robots.txt cannot be read"),
    ("blocked", "not read, the site blocks us"),
    ("throttled", "not read, the site keeps asking to slow down"),
    ("unreachable", "not read, there is no answer"),
  ])
  func `says first how the crawl ended`(outcome: String, words: String) {
    let result: JSON = [
      "job": [
        "domain": "shop.example", "outcome": .string(outcome), "reason": "because",
        "limits": ["max_pages": 50],
      ]
    ]
    let lines = CrawlSummary(result).text.split(separator: "\n")
    #expect(lines.first == "shop.example: \(words)")
    #expect(lines.dropFirst().first == "  because")
  }

  @Test(arguments: [
    ("blocked", "the site blocks us"), ("throttled", "the site keeps asking to slow down"),
    ("unreachable", "there is no answer"),
  ])
  func `says so when a part was read before the site turned us away`(outcome: String, words: String) {
    let result: JSON = [
      "job": ["domain": "shop.example", "outcome": .string(outcome)], "stats": ["outcomes": ["ok": 1]],
    ]
    let lines = CrawlSummary(result).text.split(separator: "\n")
    #expect(lines.first == "shop.example: read in part, \(words)")
  }

  @Test func `shows a stranger's text without what steers a terminal`() {
    let result: JSON = [
      "job": ["start_url": "https://shop.example/", "outcome": "\u{1B}[2J", "reason": "\u{1B}[2J"],
      "issues": [
        [
          "id": "title\u{1B}[2J", "severity": "notice", "title": "Title\u{1B}[2J", "fix": "Fix\u{1B}[2J",
          "pages": [["url": "https://shop.example/\u{1B}[2J", "evidence": "\u{202E}evil\u{07}\n\u{9B}x"]],
        ]
      ],
    ]
    let text = CrawlSummary(result).text
    #expect(
      !text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" || $0 == "\u{07}" || $0 == "\u{9B}" }
    )
    #expect(text.contains("evilx"))
  }

  @Test func `colours severities only when asked to`() {
    let result: JSON = ["issues": [["id": "page-5xx", "severity": "error", "pages": []]]]
    #expect(!CrawlSummary(result).text.contains("\u{1B}"))
    #expect(CrawlSummary(result, isColoured: true).text.contains("\u{1B}[1;31mErrors\u{1B}[0m"))
  }

  @Test(arguments: [
    JSON.null, [], "text", [:], ["issues": 7, "job": [], "stats": "none"], ["timing": ["seconds": 1e300]],
    ["timing": ["seconds": .double(.nan)]], ["timing": ["seconds": .double(-.infinity)]],
  ])
  func `of something that is no result does not crash`(result: JSON) {
    #expect(!CrawlSummary(result).text.isEmpty)
  }
}
