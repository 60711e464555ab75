// A site put together page by page, as a crawl would have read it.

import WebURL

@testable import Auditing

/// A site below `https://example.com/`; pages are named by paths relative to it, or by whole URLs.
struct TestSite {
  var pages: [Page] = []
  private let start: URL

  init() throws { start = try url("https://example.com/") }

  var site: Site {
    Site(
      .init(domain: "example.com", maxPages: 100), start: PageAddress(start), pages: pages, outcome: .complete
    )
  }

  /// Adds a page that is indexable unless it says otherwise.
  @discardableResult mutating func page(
    _ path: String, _ html: String, headers: [(name: String, value: String)] = []
  ) throws -> Int {
    let position = try answer(path, .ok, status: 200)
    pages[position].fetch.mediaType = "text/html"
    pages[position].facts = PageFacts(
      document(html), at: pages[position].address.url, headers: headers, scope: Scope(start: start))
    return position
  }

  @discardableResult mutating func redirect(_ path: String, to target: String?, status: Int = 301) throws
    -> Int
  {
    let position = try answer(path, .redirect, status: status)
    pages[position].fetch.location = target
    pages[position].fetch.target = target.flatMap { URL($0, base: start) }.map(PageAddress.init)
    return position
  }

  @discardableResult mutating func answer(_ path: String, _ outcome: FetchOutcome, status: Int? = nil) throws
    -> Int
  {
    let address = try PageAddress(url(URL(path, base: start)?.href ?? path))
    pages.append(Page(address: address, depth: 1, fetch: Fetch(outcome: outcome, status: status)))
    return pages.count - 1
  }

  /// Notes that one page names another.
  mutating func name(_ page: Int, by referrer: Int, _ reference: Page.Reference = .link) {
    pages[page].referrerCount += 1
    if reference == .link { pages[page].isLinked = true }
    if pages[page].referrers.count < 10 {
      pages[page].referrers.append(.init(page: referrer, reference: reference))
    }
  }

  func chain(from position: Int) -> RedirectChain {
    RedirectChain(from: position, in: pages, positions: Survey(site).positions)
  }

  /// What one rule says: the paths of the pages it finds fault with.
  func findings(_ id: String) -> [String] {
    let issue = Audit(site).issues.first { $0.rule.id == id }
    return (issue?.findings ?? []).compactMap(\.page).map {
      String(pages[$0].address.href.dropFirst("https://example.com/".count))
    }
  }

  /// The evidence of one rule, at the first page that it finds fault with.
  func evidence(_ id: String) -> Rule.Evidence? {
    Audit(site).issues.first { $0.rule.id == id }?.findings.first?.evidence
  }
}
