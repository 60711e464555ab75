// What happens to answers: read, put off, and in the order of the requests handed to the frontier.

internal import Auditing
internal import Transfer
internal import WebURL

extension Crawl {
  /// Takes the end of a transfer.
  func receive(_ completion: Completion) {
    receive(completion.request.url, id: completion.id, completion.result)
  }

  func receive(_ url: URL, id: Int, _ result: Result<Response, TransferError>) {
    if let file = Self.sitemap(ofID: id) { return receive(sitemap: file, result) }
    guard id >= 0 else { return receive(robotsFile: -1 - id, result) }
    if let wait = putOff(id, result) { return ask(for: url, id: id, after: wait) }
    switch result {
    case .success(let response):
      if let same = respelling(of: url, by: response, id) { return ask(for: same, id: id) }
      reading += 1
      reader.read(response, to: url, id: id, scope: scope ?? Scope(start: url))
    case .failure(let error): note(Answer(error), to: url, at: id)
    }
  }

  /// Notes the pages that were read meanwhile, and gives their URLs.
  func take() -> [String] {
    reader.take().map { page in
      reading -= 1
      note(page.answer, to: page.url, at: page.id)
      return page.url.href
    }
  }

  private func note(_ answer: Answer, to url: URL, at position: Int) {
    var fetch = answer.fetch
    if case .rules(let rules) = robots.verdict(for: url) {
      fetch.isOpenToSearch = rules.allows(url, agent: "Googlebot") && rules.allows(url, agent: "*")
    }
    frontier.complete(position, fetch, answer.facts)
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
      guard case .rules(let rules) = robots.verdict(for: robots.url(of: file)),
        let delay = rules.crawlDelay(for: policy.robotsToken)
      else { return }
      pace.slow(to: min(policy.longestWait, Duration(clamping: delay)))
    }
  }

  /// How long to wait before asking again; nil when the answer is final.
  private func putOff(_ position: Int, _ result: Result<Response, TransferError>) -> Duration? {
    let waits: [Duration]
    switch result {
    case .failure(let error):
      waits = error.code.isWorthAnotherTry ? policy.unreachableRetries : []
    case .success(let response):
      switch FetchOutcome(response) {
      case .serverError: waits = policy.serverErrorRetries
      case .throttled:
        let wait = response.headers["retry-after"].flatMap { Double($0) }.map { Duration(clamping: $0) }
        let rest = min(policy.longestWait, wait ?? .seconds(5))
        waits = Array(repeating: rest, count: policy.throttledRetries)
        // The whole site is left in peace, not this page alone.
        pace.rest(until: .now + rest)
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

  // MARK: - In order

  /// Hands over what was answered, as far as nothing asked for earlier is missing.
  func commit() throws(CrawlError) {
    while let (position, page) = frontier.commit() {
      if page.fetch.outcome == .redirect { try commit(redirect: page, at: position) }
      if page.facts != nil { commit(facts: page, at: position) }
      openSitemaps(at: page)
    }
  }

  private func commit(redirect page: Page, at position: Int) throws(CrawlError) {
    guard let target = page.fetch.target, let scope else { return }
    let isStart = page.address == start
    guard scope.contains(target.url) else {
      guard isStart else { return }
      try check(offsite: target.url)
      end = (.offsiteRedirect, "the start page leads to \(target.href.prefix(1_000))")
      return
    }
    // The start page's redirect within the site is the way in, not a click.
    frontier.discover(
      target, depth: isStart ? 0 : page.depth.map { $0 + 1 },
      referrer: .init(page: position, reference: .redirect))
    if isStart { start = target }
  }

  /// Throws when the start page leads to where nothing may be read; that the site says so, not the message.
  private func check(offsite url: URL) throws(CrawlError) {
    let name = "\(request.domain), which leads to \(url.href.prefix(200))"
    do throws(CrawlError) {
      try CrawlTarget.check(url, named: name, egress: egress)
    } catch {
      throw .refused(name, error.reason)
    }
  }

  private func commit(facts page: Page, at position: Int) {
    guard let facts = page.facts, let scope else { return }
    let next = page.depth.map { $0 + 1 }
    // The first instance of an address is shared by all links to it: a site has few pages and many links.
    var shared: [Int: PageAddress] = [:]
    for (index, link) in facts.links.enumerated() where link.isInternal {
      shared[index] = frontier.discover(
        link.address, depth: next, referrer: .init(page: position, reference: .link))
    }
    if let refresh = facts.refresh, scope.contains(refresh.target.url) {
      frontier.discover(refresh.target, depth: next, referrer: .init(page: position, reference: .refresh))
    }
    for address in facts.canonicals where scope.contains(address.url) && address != page.address {
      frontier.discover(address, depth: nil, referrer: .init(page: position, reference: .canonical))
    }
    for alternate in facts.hreflang
    where scope.contains(alternate.address.url) && alternate.address != page.address {
      frontier.discover(
        alternate.address, depth: nil, referrer: .init(page: position, reference: .hreflang))
    }
    frontier.update(position) { facts in
      for (index, address) in shared { facts.links[index].address = address }
    }
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
