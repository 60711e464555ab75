// The fetch loop: asks for what the frontier gives out, reads what comes, hands it back.
//
// 1. `begin`: the first of the target's URLs whose robots.txt can be read is the start.
// 2. `send`: while there is room and the pace allows, the next URL is asked for; robots.txt comes first.
// 3. `receive`: what came is read on another core, or put off and asked for again.
// 4. `take`: what was read is noted.
// 5. `commit`: in the order of the requests, pages give their links to the frontier.
// 6. When nothing is left, or the time is up, what was read is the site.
//
// Beside it all run the checks of links to other sites and of the files that pages load (Checks/).

internal import Transfer
internal import WebURL

public import Auditing

/// The crawl of one website.
public final class Crawl {
  let request: Site.Request
  let target: CrawlTarget
  let policy: CrawlPolicy
  let egress: Egress
  let transfers: Transfers
  let reader: PageReader
  /// How many pages are being read.
  var reading = 0
  var frontier: Frontier
  var robots = RobotsFiles()
  var sitemaps = SitemapFiles()
  let desk: SitemapDesk
  var hosts: Hosts
  /// The URL that the crawl starts from, as far as redirects have told.
  var start: PageAddress?
  var scope: Scope?
  /// What ended the crawl at its start page.
  var end: (outcome: Site.Outcome, reason: String)?
  /// The request for a page that cannot exist.
  var probe = MissingProbe()
  var tries: [Int: Int] = [:]
  /// How often a page sent us on to itself in another writing.
  var respellings: [Int: Int] = [:]
  /// What earlier crawls have kept of the pages, and this one keeps; nil: nobody wants to know.
  public internal(set) var cache: PageCache?
  /// The kept pages that are asked for under a condition.
  var revisits: [Int: KeptPage] = [:]
  /// The pages that are asked for without one, whatever was kept.
  var unconditional: Set<Int> = []
  var delayed: [Delayed] = []
  /// How many requests for pages were sent.
  var pageRequests = 0
  var checks: Checks
  var refusals: Refusals
  /// Whether the site is being asked if it is done with us.
  var isRechecking = false
  /// What ended the crawl on its way.
  var halt: Halt?

  /// Prepares a crawl; nothing is sent yet.
  ///
  /// - Parameters:
  ///   - request: The site and how much of it.
  ///   - policy: How it is to be read.
  ///   - egress: Which addresses may be connected.
  ///   - cache: What earlier crawls have kept of the pages; nil: all is read anew, and nothing is kept.
  /// - Throws: ``CrawlError`` when the site is none that may be crawled.
  public init(
    _ request: Site.Request, policy: CrawlPolicy, egress: CrawlEgress, cache: PageCache? = nil
  ) throws(CrawlError) {
    self.request = request
    self.cache = cache
    self.policy = policy
    self.egress = egress.policy
    target = try CrawlTarget(request.domain, egress: egress.policy)
    transfers = Transfers(
      profile: .untrusted(egress.policy), connectionsPerHost: policy.concurrency, userAgent: policy.userAgent)
    reader = PageReader(wakeup: transfers.wakeup)
    desk = SitemapDesk(wakeup: transfers.wakeup)
    frontier = Frontier(maxPages: policy.maxPages, maxRequests: policy.maxRequests)
    hosts = Hosts(policy)
    checks = Checks(policy, egress: egress.policy)
    refusals = Refusals(most: policy.refusalsInARow)
  }

  /// Reads the site.
  ///
  /// Not to be called from a task: it waits for pages that tasks read, and would hold a thread they need.
  ///
  /// - Parameters:
  ///   - progress: Told about each page: how many are done, how many there may be, its URL.
  ///   - isOver: Asked several times a second; once it says true the crawl ends with what it has.
  /// - Returns: The site as far as it was read.
  /// - Throws: ``CrawlError`` when policy forbids the start page.
  public func run(
    progress: (_ done: Int, _ expected: Int, _ url: String) -> Void, isOver: () -> Bool
  ) throws(CrawlError) -> Site {
    let clock = ContinuousClock.now
    try begin(isOver)
    while end == nil, halt == nil, !isOver() {
      send()
      try commit()
      guard end == nil, halt == nil, !isDone else { break }
      for completion in transfers.wait(upTo: patience) { receive(completion) }
      for url in take() { progress(frontier.pagesDone, frontier.pagesExpected, url) }
      takeSitemaps()
      try commit()
    }
    let isCut = end == nil && halt == nil && !isDone
    if !isCut { finishChecks(since: clock, isOver) }
    transfers.cancelAll()
    _ = transfers.wait(upTo: .zero)
    let (pages, unread) = frontier.pages()
    let (outcome, reason) = try conclusion(pages, isCut: isCut)
    var site = Site(
      request, start: start ?? PageAddress(target.candidates[0]), pages: pages, outcome: outcome,
      reason: reason, unread: unread, robots: robots.records(of: scope),
      timing: .init(seconds: (ContinuousClock.now - clock).inSeconds))
    site.missing = probe.result
    site.sitemaps = sitemaps.records
    site.traps = frontier.traps
    site.skipped = frontier.skipped
    site.checked = checks.records(naming: pages)
    if let halt { site.skipped[halt.cause] = unread - site.skipped.values.reduce(0, +) }
    return site
  }

  private var isDone: Bool {
    underWay == 0 && reading == 0 && delayed.isEmpty && frontier.isIdle && frontier.next == nil
      && !awaitsSitemaps
  }
}
