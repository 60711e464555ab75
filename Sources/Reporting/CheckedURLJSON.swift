// A URL that the crawl only checked, as JSON.

internal import Auditing
internal import JSONText

/// Writes what came of a check.
struct CheckedURLJSON {
  private let checked: CheckedURL
  private let site: Site

  init(_ checked: CheckedURL, _ site: Site) {
    self.checked = checked
    self.site = site
  }

  var json: JSON {
    [
      "url": .string(checked.address.href), "kind": .string(checked.kind.rawValue),
      "internal": .bool(checked.isInternal), "verdict": .string(checked.verdict.rawValue),
      "status": JSON(checked.status), "reason": JSON(checked.reason), "final": JSON(checked.final?.href),
      "referrers": JSON(checked.referrers.map { site.pages[$0].address.href }),
      "referrer_count": .integer(checked.referrerCount),
    ]
  }
}
