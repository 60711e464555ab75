// Sitemaps in the fetch loop: read beside the pages, under the same guard, pace and robots.txt. What they list comes
// behind what the start page links to, whenever they arrive.

internal import Auditing
internal import Transfer
internal import WebURL

extension Crawl {
  /// The transfer of the first sitemap; those of the others have the numbers that follow.
  static let firstSitemap = 1 << 50

  /// The sitemap of a transfer; nil for transfers of other things.
  static func sitemap(ofID id: Int) -> Int? {
    (firstSitemap..<firstSitemap + SitemapFiles.fileLimit).contains(id) ? id - firstSitemap : nil
  }

  /// Begins with the sitemaps, once the start page is known to be one that may be read.
  func openSitemaps(at page: Page) {
    guard policy.readsSitemaps, case .unknown = sitemaps.progress, page.address == start, let scope else {
      return
    }
    switch page.fetch.outcome {
    case .ok, .clientError, .serverError: break
    case .blockedByRobots, .refused, .unreachable, .throttled, .blocked, .redirect: return
    }
    frontier.beginListing()
    sitemaps.begin(robots.sitemaps(of: scope), start: page.address.url, scope: scope, egress: egress)
  }

  /// Asks for the next sitemap, or settles it without asking; false when there is none or it has to wait.
  func sendSitemap(_ now: ContinuousClock.Instant) -> Bool {
    guard let file = sitemaps.next else { return false }
    let url = sitemaps.url(of: file)
    switch robots.verdict(for: url) {
    case nil:
      openRobots(of: url)
      // A URL that has no robots.txt cannot be asked for either.
      if robots.verdict(for: url) == nil { sitemaps.refuse(file, because: "it is no URL of a website") }
      return false
    case .pending: return false
    case .unreachable, .failing: sitemaps.refuse(file, because: "robots.txt cannot be read")
    case .rules(let rules):
      guard rules.allows(url, agent: policy.robotsToken) else {
        sitemaps.refuse(file, because: "robots.txt")
        break
      }
      guard mayAsk(url, now) else { return false }
      sitemaps.take(file)
      ask(for: url, id: Self.firstSitemap + file)
    }
    listSitemaps()
    return true
  }

  /// The next sitemap that only its host keeps waiting.
  var nextSitemap: URL? {
    guard let url = sitemaps.next.map(sitemaps.url(of:)) else { return nil }
    if case .pending = robots.verdict(for: url) { return nil }
    return url
  }

  /// What is sent for a sitemap.
  static func sitemapRequest(_ url: URL) -> Request {
    var request = Request(
      url, headers: [("Accept", "application/xml,text/xml,text/plain;q=0.9,*/*;q=0.5")])
    // One byte more, to know whether there is one.
    request.limits.decodedBytes = SitemapReader.byteLimit + 1
    request.limits.total = .seconds(60)
    return request
  }

  /// Takes the end of a transfer.
  func receive(sitemap file: Int, _ result: Result<Response, TransferError>) {
    switch sitemaps.receive(result, of: file, policy: policy, egress: egress) {
    case .ask(let wait): ask(for: sitemaps.url(of: file), id: Self.firstSitemap + file, after: wait)
    case .read(let response):
      reading += 1
      desk.read(response, of: file)
    case .done: listSitemaps()
    }
  }

  /// Takes the sitemaps that were read meanwhile.
  func takeSitemaps() {
    for (file, content) in desk.take() {
      reading -= 1
      sitemaps.settle(file, with: content)
    }
    listSitemaps()
  }

  /// Gives the frontier what is known of sitemaps by now.
  private func listSitemaps() {
    guard case .reading = sitemaps.progress else { return }
    for address in sitemaps.commit(egress: egress) { frontier.list(address) }
    if case .done = sitemaps.progress { frontier.endListing() }
  }

  /// Whether sitemaps are still to be read.
  var awaitsSitemaps: Bool {
    if case .reading = sitemaps.progress { true } else { false }
  }
}
