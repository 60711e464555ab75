// The half of the fetch loop that asks: what comes next, and whether its host may be asked now.

internal import Auditing
internal import Transfer
internal import WebURL

extension Crawl {
  /// A request that waits for its time.
  struct Delayed {
    var due: ContinuousClock.Instant
    var id: Int
    var url: URL
  }

  /// How many transfers of the crawl itself are under way, checks left out.
  var underWay: Int { transfers.running - checks.running }

  /// Whether another page may be asked for; pages that wait to be read would only take up memory.
  var hasRoom: Bool { underWay < policy.concurrency && reading < 2 * policy.concurrency }

  /// The next URL to ask for, unless the site is being asked whether it is done with us.
  ///
  /// Or is about to be: those that wait for another try may turn out to be refusals as well.
  private var nextPosition: Int? {
    refusals.mayBeDoubtful(waiting: delayed.count) ? nil : frontier.next
  }

  /// Asks for URLs as long as there is room.
  func send() {
    let now = ContinuousClock.now
    if !delayed.isEmpty { dropGivenUp() }
    while hasRoom {
      if sendOwnCheck(now) { continue }
      if let index = delayed.firstIndex(where: { $0.due <= now && mayAsk($0.url, now) }) {
        let due = delayed.remove(at: index)
        ask(for: due.url, id: due.id)
      } else if sendSitemap(now) {
        continue
      } else if let position = nextPosition {
        guard sendNext(position, now) else { break }
      } else {
        break
      }
    }
    sendChecks(now)
    sendRecheck(now)
  }

  /// Whether a request to a URL's host may start now.
  func mayAsk(_ url: URL, _ now: ContinuousClock.Instant) -> Bool {
    let pace = hosts.pace(of: url)
    return pace.hasRoom && pace.wait(at: now) == nil
  }

  /// Asks for the next URL of the frontier, or settles it without asking; false when it has to wait.
  private func sendNext(_ position: Int, _ now: ContinuousClock.Instant) -> Bool {
    let url = frontier.address(at: position).url
    switch robots.verdict(for: url) {
    case nil:
      openRobots(of: url)
      return false
    case .pending:
      return false
    case .unreachable(let error):
      settle(position, Answer(error).fetch)
    case .failing:
      settle(position, Fetch(outcome: .blockedByRobots, reason: "robots.txt cannot be read"))
    case .rules(let rules):
      guard rules.allows(url, agent: policy.robotsToken) else {
        settle(position, Fetch(outcome: .blockedByRobots, reason: "robots.txt"))
        return true
      }
      guard !hosts.pace(of: url).isGivenUp else {
        if underWay == 0, reading == 0, delayed.isEmpty { halt = halt ?? .outOfPatience(policy.patience) }
        return false
      }
      guard mayAsk(url, now) else { return false }
      frontier.take()
      ask(for: url, id: position)
    }
    return true
  }

  private func settle(_ position: Int, _ fetch: Fetch) {
    frontier.take()
    complete(position, fetch, nil)
  }

  func openRobots(of url: URL) {
    guard let file = robots.open(url) else { return }
    ask(for: robots.url(of: file), id: Self.id(ofFile: file))
  }

  /// Starts a transfer; one that cannot even start counts as answered.
  func ask(for url: URL, id: Int) {
    var request = Request(url, headers: [("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1")])
    if Self.sitemap(ofID: id) != nil {
      request = Self.sitemapRequest(url)
    } else if id < 0 {
      request = RobotsFiles.request(for: url)
      request.limits.total = policy.answerLimit
    } else {
      pageRequests += 1
      request.limits.total = policy.answerLimit
      request.limits.decodedBytes = policy.pageBytes
      request.headers += conditions(for: url, id: id)
      // What went wrong may be the connection's fault.
      request.wantsNewConnection = tries[id] != nil
      // A linked film or archive is known by its header.
      request.wantedTypes = ["text/html", "application/xhtml+xml"]
      // The page without which there is nothing to tell.
      if let start, start.url == url { request.limits.total += .seconds(3) }
    }
    request.limits.connect = policy.connectLimit
    request.limits.lowSpeedTime = policy.trickleLimit
    start(request, id: id)
  }

  func start(_ request: Request, id: Int) {
    do throws(TransferError) {
      try transfers.start(request, id: id)
      hosts.start(id, to: request.url, at: .now)
    } catch {
      receive(request.url, id: id, .failure(error))
    }
  }

  /// Asks again, after a wait and when the host's turn has come.
  func ask(for url: URL, id: Int, after wait: Duration) {
    delayed.append(Delayed(due: .now + wait, id: id, url: url))
  }

  /// The numbers of the transfers of pages.
  static let pageIDs = 0..<1 << 40

  /// Transfers of robots.txt files have negative numbers, those of pages their positions.
  static func id(ofFile file: Int) -> Int { -1 - file }

  // MARK: - Waiting

  /// How long to wait for answers before looking around again.
  var patience: Duration {
    let now = ContinuousClock.now
    var wait = Duration.milliseconds(200)
    func look(at url: URL, due: ContinuousClock.Instant = now) {
      let pace = hosts.pace(of: url)
      // Without room only an answer changes anything, and that ends the wait.
      guard pace.hasRoom else { return }
      wait = min(wait, max(due - now, pace.wait(at: now) ?? .zero, .zero))
    }
    if let pause = checks.wait(at: now) { wait = min(wait, pause) }
    if hasRoom {
      for request in delayed { look(at: request.url, due: request.due) }
      if let position = nextPosition {
        let url = frontier.address(at: position).url
        switch robots.verdict(for: url) {
        case .pending: break
        case .rules(let rules) where rules.allows(url, agent: policy.robotsToken): look(at: url)
        // Settled without asking; others take its place.
        case .rules, .unreachable, .failing, nil: return .zero
        }
      }
      if let url = nextOwnCheck { look(at: url) }
      if let url = nextSitemap { look(at: url) }
      if isRecheckDue, let start { look(at: start.url) }
    }
    return wait
  }
}
