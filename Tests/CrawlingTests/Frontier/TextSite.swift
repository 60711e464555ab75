// A site made of rules, crawled by the frontier alone: answers arrive in an order that dice decide.

import Auditing
import Testing
import WebURL

@testable import Crawling

/// What a page of a made-up site holds.
struct TextPage {
  /// Paths.
  var links: [String] = []
  var text = ""
  var outcome = FetchOutcome.ok
}

/// What a crawl of a made-up site came to.
struct TextCrawl: Equatable {
  var requests: [String] = []
  var depths: [String: Int?] = [:]
  var skipped: [String: Int] = [:]
  var traps: [Trap] = []
  var unread = 0
  var hasMore = false

  func count(_ isMeant: (String) -> Bool) -> Int { requests.count(where: isMeant) }
}

/// Crawls a site that a closure makes page by page, with so many requests under way at a time.
///
/// The seed decides which of them ends next. What a sitemap lists arrives after some commits.
func crawlText(
  maxPages: Int, concurrency: Int = 4, seed: UInt64 = 1, sitemap: [String] = [], listedAfter: Int = 0,
  _ page: (String) -> TextPage
) throws -> TextCrawl {
  func address(_ path: String) throws -> PageAddress {
    PageAddress(try #require(URL("https://site.example\(path)")))
  }
  var dice = Dice(seed)
  var frontier = Frontier(maxPages: maxPages, maxRequests: 3 * maxPages + 100)
  var underWay: [Int] = []
  var crawl = TextCrawl()
  var commits = 0
  var isListed = sitemap.isEmpty
  if !isListed { frontier.beginListing() }
  frontier.discover(try address("/"), depth: 0, referrer: nil)
  while true {
    while underWay.count < concurrency, let position = frontier.next {
      crawl.requests.append(frontier.address(at: position).path)
      frontier.take()
      underWay.append(position)
    }
    if let index = underWay.indices.randomElement(using: &dice) {
      let position = underWay.remove(at: index)
      let page = page(frontier.address(at: position).path)
      var facts = PageFacts()
      facts.sketch = TextSketch(page.text)
      frontier.complete(position, Fetch(outcome: page.outcome), page.outcome == .ok ? facts : nil)
    } else if isListed, frontier.isIdle, frontier.next == nil {
      break
    }
    while let (position, found) = frontier.commit() {
      commits += 1
      guard found.facts != nil else { continue }
      for link in page(found.address.path).links {
        frontier.discover(
          try address(link), depth: found.depth.map { $0 + 1 },
          referrer: .init(page: position, reference: .link))
      }
    }
    if !isListed, commits >= listedAfter || underWay.isEmpty {
      for path in sitemap { frontier.list(try address(path)) }
      frontier.endListing()
      isListed = true
    }
  }
  let (pages, unread) = frontier.pages()
  for page in pages { crawl.depths[page.address.path] = .some(page.depth) }
  crawl.skipped = frontier.skipped
  crawl.traps = frontier.traps
  crawl.unread = unread
  crawl.hasMore = frontier.hasMore
  return crawl
}

/// A text of so many words, of its own for each seed.
func prose(_ seed: Int, words: Int = 60) -> String {
  (0..<words).map { "w\(seed)x\($0 * $0 % 97)" }.joined(separator: " ")
}
