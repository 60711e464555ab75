// What is known of the site and what to ask for next. No I/O and no clock: the order of requests depends
// on the site alone.
//
// 1. `discover` notes a URL; `next` gives the URLs out breadth-first, in the order of discovery.
// 2. Answers arrive in any order; `complete` notes them.
// 3. `commit` hands them back in the order in which the URLs were given out, so that the links of one
//    page are discovered before those of the next, however fast either of them was.
// 4. URLs that only a canonical or an hreflang names have no depth. They wait until all linked URLs are
//    done, and so does what they link to.

internal import Auditing

/// The URLs of a crawl.
struct Frontier {
  /// What has become of a URL so far.
  private enum State {
    case waiting, underWay, complete, committed
  }

  private struct Entry {
    var page: Page
    var state = State.waiting
    /// Redirects on the way here.
    var hops = 0
  }

  private let maxPages: Int
  private let maxRequests: Int
  private var entries: [Entry] = []
  private var positions: [PageAddress: Int] = [:]
  private var linked = Queue()
  private var unlinked = Queue()
  /// Positions given out and not yet committed, in that order.
  private var order = Queue()
  /// URLs given out that are pages, or may turn out to be.
  private var counted = 0
  private var requests = 0
  /// What sitemaps list, until it is taken in.
  private var listing: [PageAddress] = []
  private var listed: Set<String> = []
  private var isHeld = false

  /// Longer URLs are passed over: nobody links to a page by them, and a hostile site would fill the memory.
  private static let longestURL = 2_083

  /// How many URLs are known at most, by pages asked for: a hostile site can name any number.
  private var maxKnown: Int { max(10_000, 20 * maxPages) }

  init(maxPages: Int, maxRequests: Int) {
    self.maxPages = maxPages
    self.maxRequests = maxRequests
  }

  /// How many pages are done.
  private(set) var pagesDone = 0

  /// How many URLs are known that may be pages: those done, under way and waiting, up to the limit.
  var pagesExpected: Int { min(maxPages, counted + linked.count + unlinked.count) }

  /// Whether the limit keeps URLs waiting.
  var isLimited: Bool { counted >= maxPages || requests >= maxRequests }

  /// Whether the limit keeps URLs waiting for good.
  var hasMore: Bool { !linked.isEmpty || !unlinked.isEmpty }

  /// Whether everything given out was committed.
  var isIdle: Bool { order.isEmpty }

  // MARK: - Discovery

  /// Notes a URL that the site names, or that the crawl begins with.
  ///
  /// - Parameters:
  ///   - address: The URL.
  ///   - depth: Clicks from the start; nil when no chain of links leads there.
  ///   - referrer: The page that names it and how; nil for the start.
  /// - Returns: The address as it was first seen, which shares its storage; nil when the crawl knows too many.
  @discardableResult mutating func discover(
    _ address: PageAddress, depth: Int?, referrer: Page.Referrer?
  ) -> PageAddress? {
    var hops = 0
    if let referrer, referrer.reference == .redirect { hops = entries[referrer.page].hops + 1 }
    guard hops <= RedirectChain.longest, address.href.utf8.count <= Self.longestURL else { return nil }
    let position: Int
    if let known = positions[address] {
      position = known
      if entries[position].page.depth == nil, let depth, entries[position].state == .waiting {
        entries[position].page.depth = depth
        linked.append(position)
      }
    } else {
      guard entries.count < maxKnown else { return nil }
      position = entries.count
      positions[address] = position
      let page = Page(address: address, depth: depth, fetch: Fetch(outcome: .ok))
      entries.append(Entry(page: page, hops: hops))
      if depth == nil { unlinked.append(position) } else { linked.append(position) }
    }
    if let referrer { entries[position].page.note(referrer) }
    return entries[position].page.address
  }

  // MARK: - Sitemaps

  /// Has all but the start page's links wait for sitemaps, until ``endListing()``.
  mutating func beginListing() { isHeld = true }

  /// Notes a URL that a sitemap lists; it has no depth until a page links to it.
  mutating func list(_ address: PageAddress) {
    if listed.insert(address.key).inserted { listing.append(address) }
  }

  /// Says that all sitemaps were read.
  mutating func endListing() { isHeld = false }

  // MARK: - Order

  /// The URL to ask for next, or nil: none is known, the limit is reached, or an answer has to come first.
  var next: Int? {
    mutating get {
      let isFirstClick = linked.first.map { entries[$0].page.depth ?? 2 < 2 } ?? false
      if !isFirstClick, isHeld || !listing.isEmpty {
        guard isIdle, !isHeld else { return nil }
        for address in listing { discover(address, depth: nil, referrer: nil) }
        listing = []
      }
      guard !isLimited else { return nil }
      if let position = linked.first { return position }
      guard isIdle else { return nil }
      return unlinked.first
    }
  }

  /// Takes the URL that ``next`` named.
  mutating func take() {
    guard let position = next else { return }
    if linked.isEmpty { unlinked.removeFirst() } else { linked.removeFirst() }
    entries[position].state = .underWay
    order.append(position)
    counted += 1
    requests += 1
    dropLinked()
  }

  /// Passes over URLs of the second queue that were linked, and so asked for, after all.
  private mutating func dropLinked() {
    while let position = unlinked.first, entries[position].page.depth != nil { unlinked.removeFirst() }
  }

  func address(at position: Int) -> PageAddress { entries[position].page.address }

  func depth(at position: Int) -> Int? { entries[position].page.depth }

  // MARK: - Answers

  /// Notes what became of a URL.
  mutating func complete(_ position: Int, _ fetch: Fetch, _ facts: PageFacts?) {
    entries[position].page.fetch = fetch
    entries[position].page.facts = facts
    entries[position].state = .complete
    // What robots.txt forbids was never requested: any number of such links may come before the first page.
    if fetch.outcome == .blockedByRobots { requests -= 1 }
    if fetch.outcome == .redirect || fetch.outcome == .blockedByRobots || fetch.outcome == .refused {
      counted -= 1
    } else {
      pagesDone += 1
    }
  }

  /// The next answer in the order of the requests, once it is there.
  ///
  /// - Returns: The page's position and the page.
  mutating func commit() -> (position: Int, page: Page)? {
    guard let position = order.first, entries[position].state == .complete else { return nil }
    order.removeFirst()
    entries[position].state = .committed
    return (position, entries[position].page)
  }

  /// Changes the facts of a committed page.
  mutating func update(_ position: Int, _ change: (inout PageFacts) -> Void) {
    guard var facts = entries[position].page.facts else { return }
    // Taken out first: otherwise the change would copy every list.
    entries[position].page.facts = nil
    change(&facts)
    entries[position].page.facts = facts
  }

  // MARK: - The end

  /// The pages that were asked for, with referrers by their positions among them, and how many were not.
  func pages() -> (pages: [Page], unread: Int) {
    var newPositions: [Int: Int] = [:]
    for (position, entry) in entries.enumerated() where entry.state == .committed {
      newPositions[position] = newPositions.count
    }
    let pages = entries.filter { $0.state == .committed }.map { entry in
      var page = entry.page
      page.isInSitemap = listed.contains(page.address.key)
      page.referrers = page.referrers.compactMap { referrer in
        newPositions[referrer.page].map { Page.Referrer(page: $0, reference: referrer.reference) }
      }
      return page
    }
    return (pages, entries.count - pages.count + listing.count)
  }
}

extension Page {
  /// Counts a referrer, and keeps the first ten.
  fileprivate mutating func note(_ referrer: Referrer) {
    referrerCount += 1
    if referrer.reference == .link { isLinked = true }
    if referrers.count < 10 { referrers.append(referrer) }
  }
}

/// First in, first out, without moving what waits.
private struct Queue {
  private var elements: [Int] = []
  private var start = 0

  var count: Int { elements.count - start }
  var isEmpty: Bool { count == 0 }
  var first: Int? { isEmpty ? nil : elements[start] }

  mutating func append(_ element: Int) { elements.append(element) }

  mutating func removeFirst() {
    start += 1
    guard start > 1_024, start > elements.count / 2 else { return }
    elements.removeFirst(start)
    start = 0
  }
}
