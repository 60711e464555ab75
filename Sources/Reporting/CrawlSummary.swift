// A crawl in a screenful, for a person at a terminal: made of the result alone, so that whoever has the
// result - by hand, from a queue, out of a file - can print it.

public import JSONText

/// Prints a crawl's result as text.
public struct CrawlSummary {
  private let result: JSON
  private let isColoured: Bool
  /// How many pages of each issue are named.
  private static let pagesShown = 4

  /// Makes the summary of a result of schema `devseo.crawl/1`.
  ///
  /// - Parameters:
  ///   - result: The result.
  ///   - isColoured: Whether severities are coloured, for terminals.
  public init(_ result: JSON, isColoured: Bool = false) {
    self.result = result
    self.isColoured = isColoured
  }

  /// The summary, lines with line ends.
  public var text: String {
    var lines = [headline]
    if let reason = result["job"]?["reason"]?.string { lines.append("  \(reason.printable)") }
    lines.append("  " + countsLine)
    for severity in ["error", "warning", "notice"] {
      let issues = (result["issues"]?.array ?? []).filter { $0["severity"]?.string == severity }
      guard !issues.isEmpty else { continue }
      lines += ["", coloured(severity, heading(of: severity))]
      for issue in issues { lines += self.lines(of: issue) }
    }
    let passed = result["passed"]?.array?.count ?? 0
    lines += ["", "  \(passed) \(passed == 1 ? "check" : "checks") passed"]
    return lines.map { $0 + "\n" }.joined()
  }

  private var headline: String {
    let domain = result["job"]?["start_url"]?.string ?? result["job"]?["domain"]?.string ?? "?"
    return "\(domain.printable): \(verdict)\(points)"
  }

  private var points: String {
    guard let score = result["score"], let overall = score["overall"]?.integer else { return "" }
    let isPartial = (result["job"]?["coverage"]?.double ?? 1) < 0.5
    return ", score \(overall) (\(score["grade"]?.string?.printable ?? "?"))\(isPartial ? " of a part" : "")"
  }

  private var verdict: String {
    let maxPages = result["job"]?["limits"]?["max_pages"]?.integer ?? 0
    return switch result["job"]?["outcome"]?.string {
    case "complete": "read completely"
    case "page_limit": "read up to the limit of \(maxPages) pages"
    case "time_limit": "read in part, the time was up"
    case "offsite_redirect": "not read, it leads to another site"
    case "robots_disallowed": "not read, robots.txt forbids it"
    case "robots_unreachable": "not read, robots.txt cannot be read"
    case "blocked": "\(extent), the site blocks us"
    case "throttled": "\(extent), the site keeps asking to slow down"
    case "unreachable": "\(extent), there is no answer"
    case let other: other?.printable ?? "no outcome"
    }
  }

  /// A site may turn us away at its start page, or after a part.
  private var extent: String {
    result["stats"]?["outcomes"]?["ok"]?.integer ?? 0 > 0 ? "read in part" : "not read"
  }

  private var countsLine: String {
    let stats = result["stats"]
    func count(_ name: String) -> String {
      let number = stats?["severities"]?[name]?.integer ?? 0
      return "\(number) \(name)\(number == 1 ? "" : "s")"
    }
    let seconds = result["timing"]?["seconds"]?.double ?? 0
    return [
      "\(stats?["pages"]?.integer ?? 0) URLs in \(seconds.oneDecimal) s",
      "\(stats?["indexability"]?["ok"]?.integer ?? 0) indexable pages", count("error"), count("warning"),
      count("notice"),
    ].joined(separator: " · ")
  }

  /// A URL without the site's own scheme and host, which the first line tells.
  private func path(_ url: String) -> String {
    let start = result["job"]?["start_url"]?.string ?? ""
    let origin = start.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3)
      .joined(separator: "/")
    guard !origin.isEmpty, url.hasPrefix(origin + "/") else { return url }
    return String(url.dropFirst(origin.count))
  }

  private func heading(of severity: String) -> String {
    switch severity {
    case "error": "Errors"
    case "warning": "Warnings"
    default: "Notices"
    }
  }

  private func lines(of issue: JSON) -> [String] {
    let pages = issue["pages"]?.array ?? []
    let affected = issue["affected"]?.integer ?? pages.count
    let id = (issue["id"]?.string ?? "?").printable
    let title = (issue["title"]?.string ?? "").printable
    let population = issue["population"]?.integer ?? affected
    // What is about the site as a whole is not so many of one.
    let isOfSite = pages.allSatisfy { $0["url"]?.string == nil }
    let share = isOfSite ? "" : " (\(affected) of \(population))"
    var lines = ["  \(id.padded(to: 22)) \(title)\(share)"]
    for page in pages.prefix(Self.pagesShown) {
      let evidence = page["evidence"]?.string ?? ""
      let name = page["url"]?.string ?? page["subject"]?.string ?? page["urls"]?.array?.first?.string
      let url = path(name ?? "the site").printable.shortened(to: 60)
      let row = evidence.isEmpty ? url : "\(url.padded(to: 34))  \(evidence.printable.shortened(to: 72))"
      lines.append("      \(row)")
    }
    if affected > Self.pagesShown { lines.append("      and \(affected - Self.pagesShown) more") }
    if let fix = issue["fix"]?.string { lines.append("      > \(fix.printable)") }
    return lines
  }

  private func coloured(_ severity: String, _ text: String) -> String {
    guard isColoured else { return text }
    let code =
      switch severity {
      case "error": "31"
      case "warning": "33"
      default: "36"
      }
    return "\u{1B}[1;\(code)m\(text)\u{1B}[0m"
  }
}

extension String {
  /// The text with control and direction-changing characters taken out: titles and URLs are strangers' words.
  fileprivate var printable: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.filter { scalar in
          switch scalar.value {
          case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: false
          default: true
          }
        }))
  }

  fileprivate func shortened(to count: Int) -> String {
    self.count > count ? prefix(count - 1) + "…" : self
  }

  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}

extension Double {
  /// The number with one decimal; a question mark for what no crawl takes.
  fileprivate var oneDecimal: String {
    guard magnitude < 1e12 else { return "?" }
    let tenths = Int((self * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
