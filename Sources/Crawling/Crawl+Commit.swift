// What pages lead to: in the order of the requests, their links, redirects and declarations go to the frontier.

internal import Auditing
internal import WebURL

extension Crawl {
  /// Hands over what was answered, as far as nothing asked for earlier is missing.
  func commit() throws(CrawlError) {
    // Whether pages pass on their links may depend on what the site says to a page that cannot exist.
    while !probe.isUnderWay, let (position, page) = frontier.commit() {
      refusals.note(page.fetch.outcome)
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
    if page.address == start {
      beginProbe(at: page.address.url)
    } else if probe.isAnswered(likeAPage: facts) {
      // Such a page is made for any URL, and so are those that it links to.
      return
    }
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
    for address in facts.series where scope.contains(address.url) && address != page.address {
      frontier.discover(address, depth: nil, referrer: .init(page: position, reference: .series))
    }
    frontier.update(position) { facts in
      for (index, address) in shared { facts.links[index].address = address }
      checks.add(&facts, scope: scope)
    }
  }
}
