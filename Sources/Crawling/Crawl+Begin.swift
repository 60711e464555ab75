// How a crawl begins: https first, http only when nobody listens there, and the name with or without `www.` when
// the one that was given leads nowhere.

internal import Auditing
internal import Transfer
internal import WebURL

extension Crawl {
  /// Finds the start URL among the candidates by reading their robots.txt.
  ///
  /// A TLS failure is the site's answer, not a reason to try without.
  func begin(_ isOver: () -> Bool) throws(CrawlError) {
    for (index, url) in target.candidates.enumerated() {
      switch tryRobots(of: url, isOver) {
      case nil, .pending?: return
      case .unreachable(let error)? where error.code == .refusedByPolicy:
        throw .refused(request.domain, error.detail)
      case .unreachable(let error)? where error.code.isNobodyThere:
        if index + 1 < target.candidates.count { continue }
        begin(at: twin(isOver) ?? url)
      case .unreachable(let error)? where error.code == .dns:
        begin(at: twin(isOver) ?? url)
      case .unreachable?, .failing?, .rules?: begin(at: url)
      }
      return
    }
  }

  /// The first of the names' twins that somebody answers at.
  private func twin(_ isOver: () -> Bool) -> URL? {
    for url in target.twins {
      switch tryRobots(of: url, isOver) {
      case nil, .pending?: return nil
      case .unreachable(let error)?:
        if error.code == .refusedByPolicy || error.code == .dns { return nil }
        if !error.code.isNobodyThere { return url }
      case .failing?, .rules?: return url
      }
    }
    return nil
  }

  /// Reads the robots.txt of a URL; nil when the time is up before.
  private func tryRobots(of url: URL, _ isOver: () -> Bool) -> RobotsFiles.Verdict? {
    openRobots(of: url)
    while case .pending = robots.verdict(for: url) {
      guard !isOver() else { return nil }
      send()
      for completion in transfers.wait(upTo: patience) { receive(completion) }
    }
    return robots.verdict(for: url)
  }

  private func begin(at url: URL) {
    if case .failing = robots.verdict(for: url) { end = Self.robotsFailure }
    let address = PageAddress(url)
    start = address
    scope = Scope(start: url)
    frontier.discover(address, depth: 0, referrer: nil)
  }

  private static var robotsFailure: (Site.Outcome, String) {
    (.robotsUnreachable, "robots.txt cannot be read, which forbids everything")
  }

  /// How the crawl ended, told by the page it started from.
  func conclusion(_ pages: [Page], isCut: Bool) throws(CrawlError) -> (Site.Outcome, String?) {
    if let end { return (end.outcome, end.reason) }
    let page = pages.first { $0.address == start }
    switch page?.fetch.outcome {
    case .refused:
      throw .refused(request.domain, page?.fetch.reason ?? "its address is not allowed")
    case .unreachable: return (.unreachable, page?.fetch.reason)
    case .throttled: return (.throttled, "the site keeps asking to slow down")
    case .blocked:
      let reason = page?.fetch.reason.map { "the start page is \($0)" }
      return (.blocked, reason ?? page?.fetch.status.map { "the start page answers \($0)" })
    case .blockedByRobots:
      if let page, case .failing = robots.verdict(for: page.address.url) { return Self.robotsFailure }
      return (.robotsDisallowed, "robots.txt forbids the start page")
    case .ok, .redirect, .clientError, .serverError, nil: break
    }
    if let halt { return (halt.outcome, halt.reason) }
    if isCut { return (.timeLimit, nil) }
    return (frontier.hasMore ? .pageLimit : .complete, nil)
  }
}

extension TransferError.Code {
  /// Whether no TLS server answers at the port, so that a plain one may.
  fileprivate var isNobodyThere: Bool { self == .connectRefused || self == .connectTimedOut }
}
