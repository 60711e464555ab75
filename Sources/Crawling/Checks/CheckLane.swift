// The checks at one host of another site: one at a time, and seldom.

/// What is to be asked of one host.
struct CheckLane {
  typealias Instant = ContinuousClock.Instant

  private(set) var waiting: [Int] = []
  private var isBusy = false
  private var earliest: Instant?

  /// When the next request may start; nil while there is none, or one is under way.
  func due(at now: Instant) -> Instant? { waiting.isEmpty || isBusy ? nil : max(earliest ?? now, now) }

  /// Adds a check at the end, or before all others: one that was begun.
  mutating func append(_ check: Int, isBegun: Bool) {
    if isBegun { waiting.insert(check, at: 0) } else { waiting.append(check) }
  }

  /// Starts the next check.
  mutating func take(at now: Instant, interval: Duration) -> Int {
    isBusy = true
    earliest = now + interval
    return waiting.removeFirst()
  }

  /// Notes that the request is over, and how long the host wants peace.
  mutating func free(at now: Instant, rest: Duration) {
    isBusy = false
    if rest > .zero { earliest = max(earliest ?? now, now + rest) }
  }
}
