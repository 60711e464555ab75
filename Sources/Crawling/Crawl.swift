// The fetch loop: asks for what the frontier gives out, reads what comes, hands it back.
//
// 1. `begin`: the first of the target's URLs whose robots.txt can be read is the start.
// 2. `send`: while there is room and the pace allows, the next URL is asked for; robots.txt comes first.
// 3. `receive`: what came is read on another core, or put off and asked for again.
// 4. `take`: what was read is noted.
// 5. `commit`: in the order of the requests, pages give their links to the frontier.
// 6. When nothing is left, or the time is up, what was read is the site.

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
  var pace: Pace
  /// The URL that the crawl starts from, as far as redirects have told.
  var start: PageAddress?
  var scope: Scope?
  /// What ended the crawl at its start page.
  var end: (outcome: Site.Outcome, reason: String)?
  var tries: [Int: Int] = [:]
  /// How often a page sent us on to itself in another writing.
  var respellings: [Int: Int] = [:]
  private var delayed: [Delayed] = []

  /// A request that waits for its time.
  private struct Delayed {
    var due: ContinuousClock.Instant
    var id: Int
    var url: URL
  }

  /// Prepares a crawl; nothing is sent yet.
  ///
  /// - Parameters:
  ///   - request: The site and how much of it.
  ///   - policy: How it is to be read.
  ///   - egress: Which addresses may be connected.
  /// - Throws: ``CrawlError`` when the site is none that may be crawled.
  public init(_ request: Site.Request, policy: CrawlPolicy, egress: CrawlEgress) throws(CrawlError) {
    self.request = request
    self.policy = policy
    self.egress = egress.policy
    target = try CrawlTarget(request.domain, egress: egress.policy)
    transfers = Transfers(
      profile: .untrusted(egress.policy), connectionsPerHost: policy.concurrency, userAgent: policy.userAgent)
    reader = PageReader(wakeup: transfers.wakeup)
    frontier = Frontier(maxPages: policy.maxPages, maxRequests: policy.maxRequests)
    pace = Pace(requestsPerSecond: policy.requestsPerSecond)
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
    while end == nil, !isOver() {
      send()
      try commit()
      guard end == nil, !isDone else { break }
      for completion in transfers.wait(upTo: patience) { receive(completion) }
      for url in take() { progress(frontier.pagesDone, frontier.pagesExpected, url) }
      try commit()
    }
    let isCut = end == nil && !isDone
    transfers.cancelAll()
    _ = transfers.wait(upTo: .zero)
    let (pages, unread) = frontier.pages()
    let (outcome, reason) = try conclusion(pages, isCut: isCut)
    return Site(
      request, start: start ?? PageAddress(target.candidates[0]), pages: pages, outcome: outcome,
      reason: reason, unread: unread, robots: robots.records,
      timing: .init(seconds: (ContinuousClock.now - clock).inSeconds))
  }

  private var isDone: Bool {
    transfers.running == 0 && reading == 0 && delayed.isEmpty && frontier.isIdle && frontier.next == nil
  }

  /// How long to wait for answers before looking around again.
  private var patience: Duration {
    let now = ContinuousClock.now
    let longest = Duration.milliseconds(200)
    // Without room only an answer changes anything, and that ends the wait.
    guard hasRoom else { return longest }
    if let pause = pace.wait(at: now) { return min(longest, pause) }
    if let due = delayed.map(\.due).min() { return min(longest, max(.zero, due - now)) }
    // Nothing to wait for: what robots.txt forbids was settled without asking, and others take its place.
    return transfers.running == 0 && reading == 0 ? .zero : longest
  }

  /// Whether another request may be under way; pages that wait to be read would only take up memory.
  private var hasRoom: Bool { transfers.running < policy.concurrency && reading < 2 * policy.concurrency }

  // MARK: - Sending

  /// Asks for URLs as long as there is room.
  func send() {
    let now = ContinuousClock.now
    while hasRoom {
      if let index = delayed.firstIndex(where: { $0.due <= now }), pace.wait(at: now) == nil {
        let due = delayed.remove(at: index)
        pace.start(at: now)
        ask(for: due.url, id: due.id)
        continue
      }
      guard let position = frontier.next, sendNext(position, now) else { return }
    }
  }

  /// Asks for the next URL of the frontier, or settles it without asking; false when it has to wait.
  private func sendNext(_ position: Int, _ now: ContinuousClock.Instant) -> Bool {
    let address = frontier.address(at: position)
    switch robots.verdict(for: address.url) {
    case nil:
      openRobots(of: address.url)
      return false
    case .pending:
      return false
    case .unreachable(let error):
      settle(position, Answer(error).fetch)
    case .failing:
      settle(position, Fetch(outcome: .blockedByRobots, reason: "robots.txt cannot be read"))
    case .rules(let rules):
      guard rules.allows(address.url, agent: policy.robotsToken) else {
        settle(position, Fetch(outcome: .blockedByRobots, reason: "robots.txt"))
        return true
      }
      guard pace.wait(at: now) == nil else { return false }
      frontier.take()
      pace.start(at: now)
      ask(for: address.url, id: position)
    }
    return true
  }

  private func settle(_ position: Int, _ fetch: Fetch) {
    frontier.take()
    frontier.complete(position, fetch, nil)
  }

  func openRobots(of url: URL) {
    guard let file = robots.open(url) else { return }
    ask(for: robots.url(of: file), id: Self.id(ofFile: file))
  }

  /// Starts a transfer; one that cannot even start counts as answered.
  func ask(for url: URL, id: Int) {
    var request = Request(url, headers: [("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1")])
    request.limits.connect = policy.connectLimit
    request.limits.total = policy.answerLimit
    request.limits.lowSpeedTime = policy.trickleLimit
    if id < 0 {
      request.limits.decodedBytes = 512_000
    } else {
      request.limits.decodedBytes = policy.pageBytes
      // A linked film or archive is known by its header.
      request.wantedTypes = ["text/html", "application/xhtml+xml"]
    }
    do throws(TransferError) {
      try transfers.start(request, id: id)
    } catch {
      receive(url, id: id, .failure(error))
    }
  }

  /// Asks again later.
  func ask(for url: URL, id: Int, after wait: Duration) {
    guard wait > .zero else { return ask(for: url, id: id) }
    delayed.append(Delayed(due: .now + wait, id: id, url: url))
  }

  /// Transfers of robots.txt files have negative numbers, those of pages their positions.
  static func id(ofFile file: Int) -> Int { -1 - file }
}
