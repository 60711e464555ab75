// What is known of the site and what to ask for next. No I/O and no clock: the order of requests depends
// on the site alone.
//
// 1. `discover` notes a URL (Frontier+Discovery); some are passed over, and counted by cause.
// 2. `next` gives URLs out rank by rank (Frontier+Order): by clicks from the start, those of sitemaps behind the
//    first click, and what nothing links to at the end. A rank begins when all before it were looked at.
// 3. Answers arrive in any order; `complete` notes them (Frontier+Answers).
// 4. `commit` hands them back in the order in which the URLs were given out, so that the links of one
//    page are discovered before those of the next, however fast either of them was.
// 5. `pages` is what was asked for, in that order (Frontier+Pages).
//
// Whatever decides about a request is known before it by the order of commits, never by the clock: budgets count what
// was discovered, and a pattern found to repeat itself is left after a fixed number of further requests.

internal import Auditing

/// The URLs of a crawl.
struct Frontier {
  /// What has become of a URL so far.
  enum State: UInt8 {
    /// It waits in its rank.
    case waiting
    /// It will be asked for in this rank.
    case planned
    case underWay, complete, committed
    /// It is passed over.
    case dropped
  }

  /// A URL.
  ///
  /// There may be a hundred thousand, so what only answers bring lies elsewhere.
  struct Entry {
    var address: PageAddress
    var depth: Int32?
    var state = State.waiting
    /// Redirects on the way here.
    var hops: UInt8 = 0
    var isLinked = false
    var segments: UInt8 = 0
    var parameters: UInt8 = 0
    /// The number of its first segment.
    var section: Int32 = 0
    /// Its place in ``Frontier/answers``.
    var answer: Int32 = -1
    var rank: Rank
    var account = PatternLedger.Account()
    var referrers: [Page.Referrer] = []
    var referrerCount = 0
  }

  /// What the site says to a request.
  struct Answered {
    var fetch: Fetch
    var facts: PageFacts?
  }

  let maxPages: Int
  let maxRequests: Int
  var entries: [Entry] = []
  var answers: [Answered] = []
  var positions: [PageAddress: Int] = [:]
  var waiting = Waiting()
  /// What is given out next, all of one rank.
  var batch = Queue()
  /// Positions given out and not yet committed, in that order.
  var order = Queue()
  /// Positions given out, in that order.
  var asked: [Int] = []
  /// How many answers were committed.
  var committed = 0
  var ledger: PatternLedger
  var skips: Skips
  var sections = Sections()
  var clicks = Clicks()
  /// Whether some page was found to be nearer, or to have a depth at all, after its links were followed.
  var isShortened = false
  /// Hashes of what sitemaps list.
  var listed: Set<Int> = []
  /// What sitemaps list and nobody has looked at yet.
  var listing: [PageAddress] = []
  /// Whether sitemaps are being read.
  var isHeld = false
  /// URLs that wait or are planned.
  var waitingCount = 0
  /// URLs known and not committed, by the count of commits alone.
  var open = 0
  /// URLs passed over in this batch; they leave ``open`` with it.
  var passedOver = 0
  /// URLs given out that are pages, or may turn out to be.
  var counted = 0
  var requests = 0
  /// How many pages are done.
  var pagesDone = 0

  /// How many requests may be given out beyond the last commit: as many as may be under way, and room for slow ones.
  static let window = 64

  init(maxPages: Int, maxRequests: Int) {
    self.maxPages = maxPages
    self.maxRequests = maxRequests
    ledger = PatternLedger(maxPages: maxPages)
    skips = Skips(mostKnown: max(10_000, 10 * maxPages))
  }

  /// How many URLs may be known at a time that are not committed.
  ///
  /// Also a crawl of few pages is to find them behind some that robots.txt forbids.
  var mostOpen: Int { max(100, 10 * maxPages) }

  /// How many URLs are known that may be pages: those done, under way and waiting, up to the limit.
  var pagesExpected: Int { min(maxPages, counted + waitingCount) }

  /// Whether the limit keeps URLs waiting.
  var isLimited: Bool { counted >= maxPages || requests >= maxRequests }

  /// Whether URLs were found that could be asked for.
  var hasMore: Bool {
    if !listing.isEmpty || skips.counts[.frontierFull] != nil { return true }
    return entries.contains { entry in
      (entry.state == .waiting || entry.state == .planned) && !ledger.isFrozen(entry.account)
    }
  }

  /// Whether everything given out was committed.
  var isIdle: Bool { order.isEmpty }

  func address(at position: Int) -> PageAddress { entries[position].address }

  func depth(at position: Int) -> Int? { entries[position].depth.map { Int($0) } }
}
