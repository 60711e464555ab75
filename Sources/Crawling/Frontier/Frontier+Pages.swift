// What the crawl came to.

internal import Auditing

extension Frontier {
  /// The pages that were asked for, in that order, with referrers by their positions among them, and how many URLs
  /// were not.
  func pages() -> (pages: [Page], unread: Int) {
    let read = asked.filter { entries[$0].state == .committed }
    var newPositions: [Int: Int] = [:]
    for position in read { newPositions[position] = newPositions.count }
    let depths = isShortened ? depths() : nil
    let pages = read.map { position in
      var page = page(at: position)
      if let depths { page.depth = depths[position] }
      page.referrers = page.referrers.compactMap { referrer in
        newPositions[referrer.page].map { Page.Referrer(page: $0, reference: referrer.reference) }
      }
      return page
    }
    let left = entries.count { $0.state != .committed && $0.state != .dropped }
    return (pages, left + listing.count + skips.total)
  }

  /// The clicks to each page over all links that were followed, those included that came to light late.
  private func depths() -> [Int?] {
    clicks.depths(from: entries.indices.filter { entries[$0].depth == 0 }, count: entries.count)
  }

  /// The patterns of URLs that were followed no longer.
  var traps: [Trap] { ledger.traps }

  /// How many URLs were passed over, by cause.
  var skipped: [String: Int] {
    Dictionary(uniqueKeysWithValues: skips.counts.map { ($0.key.rawValue, $0.value) })
  }
}
