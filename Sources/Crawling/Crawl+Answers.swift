// What happens to answers as they come: read, or put off.

internal import Auditing
internal import Transfer
internal import WebURL

extension Crawl {
  /// Takes the end of a transfer.
  func receive(_ completion: Completion) {
    receive(completion.request.url, id: completion.id, completion.result)
  }

  func receive(_ url: URL, id: Int, _ result: Result<Response, TransferError>) {
    hosts.end(id, Pace.End(result, isPage: Self.pageIDs.contains(id)), at: .now)
    if id == Self.probeID { return receive(probe: url, result) }
    if let file = Self.sitemap(ofID: id) { return receive(sitemap: file, result) }
    guard id >= 0 else { return receive(robotsFile: -1 - id, result) }
    guard id != Self.recheckID else { return receive(recheck: result) }
    guard !Self.checkIDs.contains(id) else { return receive(check: id - Self.checkIDs.lowerBound, result) }
    if case .success(let response) = result, response.status == 304, revisit(url, response, id: id) { return }
    if let wait = putOff(id, url, result) { return ask(for: url, id: id, after: wait) }
    switch result {
    case .success(let response):
      if let same = respelling(of: url, by: response, id) { return ask(for: same, id: id) }
      reading += 1
      reader.read(response, to: url, id: id, scope: scope ?? Scope(start: url), isKept: cache != nil)
    case .failure(let error): note(Answer(error).fetch, nil, to: url, at: id)
    }
  }

  /// Notes the pages that were read meanwhile, and gives their URLs.
  func take() -> [String] {
    reader.take().compactMap { page in
      reading -= 1
      guard let answer = page.answer else {
        askInFull(for: page.url, id: page.id)
        return nil
      }
      guard page.id != Self.probeID else {
        note(probe: answer)
        return nil
      }
      keep(page)
      note(answer.fetch, answer.facts, to: page.url, at: page.id)
      return page.url.href
    }
  }

  func note(_ fetch: Fetch, _ facts: PageFacts?, to url: URL, at position: Int) {
    var fetch = fetch
    if case .rules(let rules) = robots.verdict(for: url) {
      fetch.isOpenToSearch = rules.allows(url, agent: "Googlebot") && rules.allows(url, agent: "*")
    }
    complete(position, fetch, facts)
  }

  /// Settles a URL.
  func complete(_ position: Int, _ fetch: Fetch, _ facts: PageFacts?) {
    refusals.expect(fetch.outcome)
    frontier.complete(position, fetch, facts)
  }

  /// Where a redirect leads that stays on its page, as from `/%7Eme` to `/~me` or from `/a?` to `/a`; nil for others.
  ///
  /// To the crawl both are one address. It would never ask for the second, and take it for a circle.
  private func respelling(of url: URL, by response: Response, _ position: Int) -> URL? {
    guard FetchOutcome(response) == .redirect, let location = response.headers["location"],
      let target = URL(location, base: url)?.withoutFragment(), target.href != url.href,
      PageAddress(target) == PageAddress(url), respellings[position, default: 0] < 3,
      case .rules(let rules) = robots.verdict(for: target), rules.allows(target, agent: policy.robotsToken)
    else { return nil }
    respellings[position, default: 0] += 1
    return target
  }

  private func receive(robotsFile file: Int, _ result: Result<Response, TransferError>) {
    switch robots.read(result, of: file, policy: policy, egress: egress) {
    case .ask(let wait): ask(for: robots.url(of: file), id: Self.id(ofFile: file), after: wait)
    case .done:
      let home = robots.home(of: file)
      guard case .rules(let rules) = robots.verdict(for: home),
        let delay = rules.crawlDelay(for: policy.robotsToken)
      else { return }
      hosts.slow(home, to: min(policy.longestWait, Duration(clamping: delay)))
    }
  }

  /// How long to wait before asking again; nil when the answer is final.
  private func putOff(
    _ position: Int, _ url: URL, _ result: Result<Response, TransferError>
  ) -> Duration? {
    let waits: [Duration]
    switch result {
    case .failure(let error):
      waits = error.code.isWorthAnotherTry ? policy.unreachableRetries : []
    case .success(let response):
      switch FetchOutcome(response) {
      case .serverError: waits = policy.serverErrorRetries
      case .throttled:
        // The whole host is left in peace, and its pace says how long. Without the start page there is nothing.
        guard !hosts.pace(of: url).isGivenUp else { return nil }
        if frontier.address(at: position) == start { return .zero }
        waits = Array(repeating: .zero, count: policy.throttledRetries)
      default: waits = []
      }
    }
    let tried = tries[position, default: 0]
    guard tried < waits.count else {
      tries[position] = nil
      return nil
    }
    tries[position] = tried + 1
    return waits[tried]
  }
}

extension TransferError.Code {
  /// Whether the same request may succeed a moment later.
  var isWorthAnotherTry: Bool {
    switch self {
    case .dns, .connectRefused, .connectFailed, .connectTimedOut, .reset, .incomplete, .timedOut, .failed:
      true
    case .invalidRequest, .refusedByPolicy, .tls, .headersTooLarge, .undecodable, .ratioExceeded,
      .protocolError, .cancelled:
      false
    }
  }
}
