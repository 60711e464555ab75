// URLs come in: from pages, and from sitemaps.

internal import Auditing

extension Frontier {
  /// Notes a URL that the site names, or that the crawl begins with.
  ///
  /// - Parameters:
  ///   - address: The URL.
  ///   - depth: Clicks from the start; nil when no chain of links leads there.
  ///   - referrer: The page that names it and how; nil for the start.
  /// - Returns: The address as it was first seen, which shares its storage; nil when it is passed over.
  @discardableResult mutating func discover(
    _ address: PageAddress, depth: Int?, referrer: Page.Referrer?
  ) -> PageAddress? {
    var hops = 0
    if let referrer, referrer.reference == .redirect { hops = Int(entries[referrer.page].hops) + 1 }
    guard hops <= RedirectChain.longest else { return nil }
    let position: Int
    if let known = positions[address] {
      position = known
      shorten(position, to: depth)
    } else {
      // The way in is not the crawl's choice, whatever it looks like.
      let isWayIn = referrer == nil || hops > 0 && depth == 0
      let rank =
        depth.map { Rank.linked($0) } ?? referrer.map { entries[$0.page].rank.unlinkedNext } ?? .unlinked(0)
      guard let new = admit(address, rank, isWayIn: isWayIn) else { return nil }
      position = new
      entries[position].depth = depth.map { Int32(clamping: $0) }
      entries[position].hops = UInt8(hops)
    }
    if let referrer { note(referrer, at: position) }
    return entries[position].address
  }

  /// A page may be linked that was known by other means, or found nearer than it seemed.
  private mutating func shorten(_ position: Int, to depth: Int?) {
    guard let depth, depth < entries[position].depth.map({ Int($0) }) ?? .max else { return }
    entries[position].depth = Int32(clamping: depth)
    // What is planned already is asked for in its rank: whether it has been, only the clock knows.
    guard entries[position].state == .waiting else {
      isShortened = true
      return
    }
    let rank = Rank.linked(depth)
    guard entries[position].rank != .deferred, rank < entries[position].rank else { return }
    entries[position].rank = rank
    waiting.append(position, rank)
  }

  /// Counts a referrer, and keeps the first ten.
  private mutating func note(_ referrer: Page.Referrer, at position: Int) {
    entries[position].referrerCount += 1
    if referrer.reference == .link { entries[position].isLinked = true }
    if entries[position].referrers.count < 10 { entries[position].referrers.append(referrer) }
    switch referrer.reference {
    case .link, .redirect, .refresh: clicks.note(from: referrer.page, to: position)
    case .canonical, .hreflang, .series: break
    }
  }

  // MARK: - Sitemaps

  /// Has the first click's URLs wait for sitemaps: what comes behind them begins after ``endListing()``.
  mutating func beginListing() { isHeld = true }

  /// Notes a URL that a sitemap lists.
  ///
  /// It has no depth until a page links to it, and is asked for behind all that the start page links to, whenever the
  /// sitemap arrives.
  mutating func list(_ address: PageAddress) {
    guard listed.insert(address.hashValue).inserted else { return }
    if listing.count < mostOpen { listing.append(address) } else { skips.note(address, .frontierFull) }
  }

  /// Says that all sitemaps were read.
  mutating func endListing() { isHeld = false }

  /// Takes in what sitemaps list and no page has named so far.
  mutating func takeListing() {
    let listing = listing
    self.listing = []
    for address in listing where positions[address] == nil { _ = admit(address, .listed, isWayIn: false) }
  }

  // MARK: - What is taken in

  private mutating func admit(_ address: PageAddress, _ rank: Rank, isWayIn: Bool) -> Int? {
    guard isWayIn || !skips.isSettled(address, releases: ledger.releases) && isSafe(address),
      address.href.utf8.count <= URLShape.longestURL
    else { return nil }
    let pattern = URLPattern(address)
    let account = isWayIn ? PatternLedger.Account() : ledger.account(pattern)
    var rank = rank
    switch ledger.verdict(account) {
    case .drop(let cause):
      ledger.drop(account, cause, isNew: skips.note(address, cause, releases: ledger.releases))
      return nil
    case .later: rank = .deferred
    case .ask: break
    }
    guard open < mostOpen || makeRoom(for: rank) else {
      if skips.note(address, .frontierFull) { ledger.drop(account, .frontierFull, isNew: true) }
      return nil
    }
    skips.forget(address)
    let position = entries.count
    var entry = Entry(address: address, rank: rank, account: account)
    entry.segments = UInt8(clamping: pattern.segments)
    entry.parameters = UInt8(clamping: pattern.parameters)
    entry.section = sections.number(of: pattern.firstSegment)
    entries.append(entry)
    positions[address] = position
    ledger.hold(account, isNew: true)
    waiting.append(position, rank)
    waitingCount += 1
    open += 1
    return position
  }

  /// Whether a URL neither does something nor is of a shape that only traps have; it is counted when it is not.
  private mutating func isSafe(_ address: PageAddress) -> Bool {
    if let shape = URLShape.fault(of: address) {
      if skips.note(address, .shape) { ledger.drop(shape: shape) }
      return false
    }
    guard UnsafeAction.isNamed(by: address) else { return true }
    skips.note(address, .unsafeAction)
    return false
  }

  /// Passes over a URL that waits in a later rank than this; the latest, and of these the one found last.
  private mutating func makeRoom(for rank: Rank) -> Bool {
    while let last = waiting.last, rank < last, let position = waiting.removeLast(of: last) {
      guard entries[position].state == .waiting, entries[position].rank == last else { continue }
      let address = entries[position].address
      ledger.release(entries[position].account)
      if skips.note(address, .frontierFull) {
        ledger.drop(entries[position].account, .frontierFull, isNew: false)
      }
      positions[address] = nil
      entries[position].state = .dropped
      entries[position].referrers = []
      waitingCount -= 1
      open -= 1
      return true
    }
    return false
  }
}
