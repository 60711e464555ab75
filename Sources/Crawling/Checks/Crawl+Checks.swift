// The checks beside the crawl: they share its transfers, and on the site's own hosts its pace and its robots.txt.

internal import Auditing
internal import Transfer
internal import WebURL

extension Crawl {
  /// The numbers of the transfers that are checks.
  static let checkIDs = 1 << 40..<1 << 41

  /// What may be asked of the site beside pages, once its pace allows; nil when it is the pages' turn.
  ///
  /// While there are pages the checks take a quarter of the requests.
  var nextOwnCheck: URL? {
    let isPagesTurn = checks.ownRequests * 3 >= pageRequests && (frontier.next != nil || !frontier.isIdle)
    guard !isPagesTurn, let url = checks.nextOwn else { return nil }
    if case .pending = robots.verdict(for: url) { return nil }
    return url
  }

  /// Asks for the next file of the site, or settles it without asking; false when it has to wait.
  func sendOwnCheck(_ now: ContinuousClock.Instant) -> Bool {
    guard let url = nextOwnCheck else { return false }
    switch robots.verdict(for: url) {
    case nil:
      openRobots(of: url)
      return false
    case .pending: return false
    case .unreachable, .failing:
      checks.endOwn(.unchecked, "robots.txt cannot be read")
    case .rules(let rules):
      guard rules.allows(url, agent: policy.robotsToken) else {
        checks.endOwn(.refused, "robots.txt")
        return true
      }
      guard !hosts.pace(of: url).isGivenUp else {
        checks.dropOwn()
        return false
      }
      guard mayAsk(url, now), let check = checks.takeOwn(at: now) else { return false }
      start(checks.request(for: check), id: Self.checkIDs.lowerBound + check)
    }
    return true
  }

  /// Asks for whatever other sites may be asked for now.
  func sendChecks(_ now: ContinuousClock.Instant) {
    while let check = checks.take(at: now) {
      start(checks.request(for: check), id: Self.checkIDs.lowerBound + check)
    }
  }

  func receive(check: Int, _ result: Result<Response, TransferError>) {
    checks.read(check, result, at: .now)
  }

  /// Goes on with the checks after the last page, for a while.
  ///
  /// How long depends on how long the pages took; it ends sooner when no answer comes any more, as from hosts that
  /// are not there, and at once when none has answered so far.
  func finishChecks(since begin: ContinuousClock.Instant, _ isOver: () -> Bool) {
    guard end == nil, halt == nil else { return }
    let pagesEnd = ContinuousClock.now
    let deadline = pagesEnd + policy.checkTime + (pagesEnd - begin) / 4
    var lastAnswer = pagesEnd
    while !checks.isIdle, !isOver() {
      let now = ContinuousClock.now
      let isIdle = now - lastAnswer >= policy.checkTime / (checks.isCutOff ? 40 : 4)
      guard now < deadline, !isIdle, !checks.isHopeless(at: now, after: policy.checkTime / 40) else { return }
      send()
      for completion in transfers.wait(upTo: patience) {
        receive(completion)
        if case .success = completion.result { lastAnswer = .now }
      }
    }
  }
}
