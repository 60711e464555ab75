// All that a crawl only checks: links to other sites, and the files that its pages load. Pure: the time and the
// answers come from outside.
//
// 1. `add` notes what a page names, each URL once.
// 2. What belongs to the site waits in one line, for the crawl's own pace; the rest in a lane for each host.
// 3. `takeOwn` and `take` give out what may be asked; `read` takes the answers.
// 4. `records` tells what came of it, in the order in which the pages name the URLs.

internal import Auditing
internal import Transfer
internal import WebURL

/// The checks of a crawl.
struct Checks {
  /// How often other sites have said something, and how often nothing came from there.
  private var foreignAnswers = 0
  private var foreignFailures = 0

  /// When another site was asked first.
  private var foreignBegin: Instant?

  /// Whether nobody outside can be reached from here, as far as is known: then waiting is of no use.
  var isCutOff: Bool { foreignAnswers == 0 && foreignFailures >= 5 }

  /// Whether of all hosts that may be asked none answers, and those under way have been silent for so long.
  ///
  /// - Parameters:
  ///   - now: The time.
  ///   - patience: For how long they must have been asked.
  /// - Returns: False as well while anything of the site itself is left.
  func isHopeless(at now: Instant, after patience: Duration) -> Bool {
    guard isCutOff, nextOwnIndex == own.count, let foreignBegin, now - foreignBegin >= patience else {
      return false
    }
    let areSilent = underWay.values.allSatisfy { $0.lane != nil && now - $0.begin >= patience }
    return areSilent && (!hasRoom || !open.contains { lanes[$0].due(at: now) == now })
  }

  typealias Instant = ContinuousClock.Instant

  /// A request under way: the lane that it has taken, nil for the site's own, and since when.
  private struct Asked {
    let lane: Int?
    let begin: Instant
  }

  private let policy: CrawlPolicy
  private let egress: Egress
  private var scope: Scope?
  private var all: [Check] = []
  private var positions: [String: Int] = [:]
  private var links = 0
  private var assets = 0
  /// What belongs to the site; what was given out is before `nextOwnIndex`.
  private var own: [Int] = []
  private var nextOwnIndex = 0
  private var lanes: [CheckLane] = []
  private var laneOfHost: [String: Int] = [:]
  /// The lanes where something waits.
  private var open: [Int] = []
  /// What is under way, by the numbers that were given out.
  private var underWay: [Int: Asked] = [:]
  /// How many requests to the site itself were given out.
  private(set) var ownRequests = 0

  init(_ policy: CrawlPolicy, egress: Egress) {
    self.policy = policy
    self.egress = egress
  }

  /// How many requests are under way.
  var running: Int { underWay.count }

  /// What is under way, by the numbers that were given out.
  var positionsUnderWay: [Int] { underWay.keys.sorted() }

  /// Whether nothing waits and nothing is under way.
  var isIdle: Bool { underWay.isEmpty && open.isEmpty && nextOwnIndex == own.count }

  // MARK: - What pages name

  /// Notes the URLs that a page names; those that are known share their storage from then on.
  mutating func add(_ facts: inout PageFacts, scope: Scope) {
    self.scope = scope
    if policy.checksLinks {
      for index in facts.links.indices where !facts.links[index].isInternal {
        note(&facts.links[index].address, .link, isInternal: false)
      }
    }
    if policy.checksAssets {
      for index in facts.assets.indices {
        let isInternal = scope.contains(facts.assets[index].address.url)
        note(&facts.assets[index].address, facts.assets[index].kind, isInternal: isInternal)
      }
    }
  }

  private mutating func note(_ address: inout PageAddress, _ kind: CheckedURL.Kind, isInternal: Bool) {
    if let known = positions[address.key] {
      address = all[known].address
      return
    }
    let isLink = kind == .link
    guard isLink ? links < 5 * policy.mostLinkChecks : assets < policy.mostAssetChecks else { return }
    let position = all.count
    positions[address.key] = position
    all.append(Check(address, kind, isInternal: isInternal))
    if isLink { links += 1 } else { assets += 1 }
    guard !isLink || links <= policy.mostLinkChecks else { return }
    do throws(CrawlError) {
      try CrawlTarget.check(address.url, named: address.href, egress: egress)
      enqueue(position)
    } catch {
      all[position].end(.refused, error.reason)
    }
  }

  private mutating func enqueue(_ position: Int, isBegun: Bool = false) {
    let url = all[position].url
    if scope?.contains(url) == true {
      own.append(position)
      return
    }
    let lane = laneOfHost[url.hostname] ?? lanes.count
    if lane == lanes.count {
      laneOfHost[url.hostname] = lane
      lanes.append(CheckLane())
    }
    if lanes[lane].waiting.isEmpty { open.append(lane) }
    lanes[lane].append(position, isBegun: isBegun)
  }

  // MARK: - Asking

  /// What is to be asked of the site next.
  var nextOwn: URL? { nextOwnIndex < own.count ? all[own[nextOwnIndex]].url : nil }

  /// Gives out what ``nextOwn`` named.
  mutating func takeOwn(at now: Instant) -> Int? {
    guard nextOwnIndex < own.count else { return nil }
    defer { nextOwnIndex += 1 }
    ownRequests += 1
    underWay[own[nextOwnIndex]] = Asked(lane: nil, begin: now)
    return own[nextOwnIndex]
  }

  /// Ends what ``nextOwn`` named without asking.
  mutating func endOwn(_ verdict: CheckedURL.Verdict, _ reason: String) {
    guard nextOwnIndex < own.count else { return }
    all[own[nextOwnIndex]].end(verdict, reason)
    nextOwnIndex += 1
  }

  /// Passes over everything that would be asked of the site.
  mutating func dropOwn() { nextOwnIndex = own.count }

  /// Gives out a check at another site whose host may be asked now; nil when there is none.
  mutating func take(at now: Instant) -> Int? {
    guard hasRoom, let place = open.firstIndex(where: { lanes[$0].due(at: now) == now }) else { return nil }
    let lane = open[place]
    let position = lanes[lane].take(at: now, interval: policy.linkInterval)
    if lanes[lane].waiting.isEmpty { open.remove(at: place) }
    foreignBegin = foreignBegin ?? now
    underWay[position] = Asked(lane: lane, begin: now)
    return position
  }

  /// How long to wait until ``take(at:)`` has something to give; nil when only an answer can bring it.
  func wait(at now: Instant) -> Duration? {
    guard hasRoom else { return nil }
    return open.lazy.compactMap { lanes[$0].due(at: now) }.min().map { $0 - now }
  }

  private var hasRoom: Bool { underWay.count < policy.checkConcurrency }

  /// What to send for a check that was given out.
  func request(for position: Int) -> Request { all[position].request }

  /// Takes the answer to what was given out.
  mutating func read(_ position: Int, _ result: Result<Response, TransferError>, at now: Instant) {
    guard let asked = underWay.removeValue(forKey: position) else { return }
    if let lane = asked.lane {
      switch result {
      case .success: foreignAnswers += 1
      case .failure(let error):
        switch error.code.isFromHost {
        case true?: foreignAnswers += 1
        case false?: foreignFailures += 1
        case nil: break
        }
      }
      var rest = Duration.zero
      if case .success(let response) = result, FetchOutcome(response) == .throttled {
        rest = response.retryAfter() ?? .seconds(30)
      }
      lanes[lane].free(at: now, rest: rest)
    }
    all[position].read(result, egress: egress)
    if all[position].verdict == nil { enqueue(position, isBegun: true) }
  }

  // MARK: - The end

  /// What came of the checks, in the order in which the pages name the URLs.
  func records(naming pages: [Page]) -> [CheckedURL] {
    var records: [CheckedURL] = []
    var places: [Int: Int] = [:]
    var lastReferrers: [Int] = []
    func name(_ address: PageAddress, by page: Int) {
      guard let position = positions[address.key] else { return }
      let place = places[position] ?? records.count
      if place == records.count {
        places[position] = place
        records.append(record(of: position))
        lastReferrers.append(-1)
      }
      // A page that names the URL twice is one page.
      guard lastReferrers[place] != page else { return }
      lastReferrers[place] = page
      records[place].referrerCount += 1
      if records[place].referrers.count < 10 { records[place].referrers.append(page) }
    }
    for (number, page) in pages.enumerated() {
      guard let facts = page.facts else { continue }
      for link in facts.links where !link.isInternal { name(link.address, by: number) }
      for asset in facts.assets { name(asset.address, by: number) }
    }
    // A file that the crawl has read as a page is checked, whoever did it.
    for page in pages {
      guard let place = positions[page.address.key].flatMap({ places[$0] }),
        records[place].verdict == .unchecked, let verdict = CheckedURL.Verdict(page.fetch.outcome)
      else { continue }
      records[place].verdict = verdict
      records[place].status = page.fetch.status
    }
    return records
  }
}

extension Checks {
  /// The record of a check.
  ///
  /// Where nobody outside answers, the fault is likely ours: it tells nothing about the hosts that were asked, and those
  /// that were not asked are no different.
  private func record(of position: Int) -> CheckedURL {
    var record = all[position].record
    let isOpen = [.unreachable, .unchecked].contains(record.verdict)
    guard isCutOff, isOpen, scope?.contains(record.address.url) == false else { return record }
    record.verdict = .unchecked
    record.reason = "no other site could be reached"
    record.final = nil
    return record
  }
}

extension CheckedURL.Verdict {
  /// The verdict that the outcome of a page comes to; nil for one that leads elsewhere.
  fileprivate init?(_ outcome: FetchOutcome) {
    switch outcome {
    case .ok: self = .ok
    case .clientError: self = .broken
    case .serverError: self = .failing
    case .unreachable: self = .unreachable
    case .throttled, .blocked: self = .unverifiable
    case .refused, .blockedByRobots: self = .refused
    case .redirect: return nil
    }
  }
}

extension TransferError.Code {
  /// Whether the host has said something, if only that nobody listens; nil: nobody was asked.
  fileprivate var isFromHost: Bool? {
    switch self {
    case .dns, .connectFailed, .connectTimedOut: false
    case .invalidRequest, .refusedByPolicy, .cancelled, .failed: nil
    case .connectRefused, .tls, .reset, .incomplete, .timedOut, .headersTooLarge, .undecodable,
      .ratioExceeded, .protocolError:
      true
    }
  }
}
