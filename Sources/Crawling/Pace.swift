// When the next request to a host may start, and how many may be under way. Pure: the time comes from outside.
//
// 1. Requests start no closer together than the rate and the site's `Crawl-delay` allow.
// 2. As many are under way as the host bears: one at first, more with each success, half as many and half as fast
//    after a sign of trouble: a timeout, 503, answers that take twice as long as they did.
// 3. A host that answers 429 is left in peace as a whole, and then asked one request at a time until one succeeds.
// 4. When all that waiting would come to more than our patience, the host is given up.

/// The pace at which one host is asked.
struct Pace {
  typealias Instant = ContinuousClock.Instant

  /// How a request ended, as far as the host's load is concerned.
  enum End: Equatable {
    /// With an answer, after so long; nil where the time says nothing, as for a file that is served from memory.
    case answered(after: Duration?)
    /// With a sign of trouble.
    case overloaded
    /// With the wish to be left alone, for as long as it says.
    case throttled(Duration?)
    /// Otherwise.
    case failed
  }

  /// The interval at the highest rate; zero without a limit.
  private let fastest: Duration
  private let mostRoom: Int
  private let isCautious: Bool
  private let patience: Duration
  private let pause: Duration
  /// The interval now: never below ``fastest``.
  private var interval: Duration
  /// The site's `Crawl-delay`.
  private var delay = Duration.zero
  private var earliest: Instant?
  /// How many requests may be under way.
  private var room: Double
  private var underWay = 0
  /// Times to the first byte, smoothed: of late, and at their best.
  private var latency: Duration?
  private var bestLatency: Duration?
  /// Since when we go slower: what was sent before tells nothing new.
  private var slowedAt: Instant?
  /// The last time that we were asked to wait, how often in a row, and how long in all.
  private var restedAt: Instant?
  private var setbacks = 0
  private(set) var waited = Duration.zero
  /// Whether the host wants more patience than we have.
  private(set) var isGivenUp = false

  /// The slowest that trouble makes us, where there is a rate.
  private static let slowest = Duration.seconds(5)
  /// Answers have to be this much later than at their best, beside twice as late: milliseconds double by chance.
  private static let notableLatency = Duration.milliseconds(100)

  /// Makes the pace of a host nobody has asked yet.
  ///
  /// - Parameters:
  ///   - requestsPerSecond: The highest rate; nil for no limit.
  ///   - concurrency: How many requests may be under way at most.
  ///   - isCautious: Whether to begin with one, and to heed how long answers take.
  ///   - patience: How long the host may keep us waiting in all.
  ///   - pause: How long to wait for a host that does not say, at first; doubled each time.
  init(
    requestsPerSecond: Double?, concurrency: Int = 4, isCautious: Bool = true,
    patience: Duration = .seconds(300), pause: Duration = .seconds(5)
  ) {
    fastest = requestsPerSecond.map { Duration(clamping: 1 / $0) } ?? .zero
    interval = fastest
    mostRoom = max(concurrency, 1)
    self.isCautious = isCautious
    self.patience = patience
    self.pause = pause
    room = isCautious ? 1 : Double(mostRoom)
  }

  /// How many requests may be under way now.
  var concurrency: Int { Int(room) }

  /// Whether one more may be under way.
  var hasRoom: Bool { underWay < concurrency }

  /// Never starts requests closer together than this: a site's `Crawl-delay`.
  mutating func slow(to delay: Duration) {
    self.delay = max(self.delay, delay)
  }

  /// How long to wait until the next request may start; nil: it may start now.
  func wait(at now: Instant) -> Duration? {
    guard let earliest, now < earliest else { return nil }
    return earliest - now
  }

  /// Notes that a request starts.
  mutating func start(at now: Instant) {
    underWay += 1
    let interval = max(interval, delay)
    guard interval > .zero else { return }
    earliest = max(earliest ?? now, now) + interval
  }

  /// Notes that a request is over.
  ///
  /// - Parameters:
  ///   - end: How it ended.
  ///   - start: When it started.
  ///   - now: When it ended.
  mutating func end(_ end: End, startedAt start: Instant, at now: Instant) {
    underWay = max(underWay - 1, 0)
    switch end {
    case .answered(let latency):
      guard start >= restedAt ?? start else { return }
      setbacks = 0
      if let latency, isSlow(latency, startedAt: start) { return goSlower(startedAt: start, at: now) }
      room = min(room + 1 / room, Double(mostRoom))
      interval = max(fastest, interval * 9 / 10)
    case .overloaded: goSlower(startedAt: start, at: now)
    case .throttled(let wish): rest(wish, startedAt: start, at: now)
    case .failed: break
    }
  }

  // MARK: - Trouble

  private mutating func goSlower(startedAt start: Instant, at now: Instant) {
    guard start >= slowedAt ?? start else { return }
    slowedAt = now
    room = max(room / 2, 1)
    interval = max(interval, min(interval * 2, Self.slowest))
    latency = nil
  }

  /// Learns how fast the host answers, and tells whether that has become slow.
  private mutating func isSlow(_ latency: Duration, startedAt start: Instant) -> Bool {
    guard isCautious, start >= slowedAt ?? start else { return false }
    let smooth = self.latency.map { ($0 * 4 + latency) / 5 } ?? latency
    self.latency = smooth
    // Alone, it is not we who slow the host down. The best is forgotten bit by bit: a site has slow corners.
    guard room >= 2, let best = bestLatency.map({ min($0 * 51 / 50, smooth) }) else {
      bestLatency = smooth
      return false
    }
    bestLatency = best
    return smooth > best * 2 && smooth - best > Self.notableLatency
  }

  private mutating func rest(_ wish: Duration?, startedAt start: Instant, at now: Instant) {
    var wait = wish ?? .zero
    // Several that were under way come back with the same message: it counts once.
    if start >= restedAt ?? start {
      setbacks += 1
      let own = pause * (1 << min(setbacks - 1, 20))
      // Who names a time is taken at their word, once.
      if wish == nil { wait = own } else if setbacks > 1 { wait = max(wait, own / 2) }
    }
    let left = patience - waited
    guard left > .zero, wish ?? .zero <= left else {
      isGivenUp = true
      return
    }
    goSlower(startedAt: start, at: now)
    restedAt = now
    room = 1
    let (begin, end) = (max(earliest ?? now, now), now + min(wait, left))
    guard end > begin else { return }
    waited += end - begin
    earliest = end
  }
}
