// When the next request may start. Pure: the time comes from outside.

/// The pace of a crawl: so many requests a second, and none while the site asks for rest.
struct Pace {
  typealias Instant = ContinuousClock.Instant

  private var interval: Duration
  private var earliest: Instant?

  /// - Parameter requestsPerSecond: nil for no limit.
  init(requestsPerSecond: Double?) {
    interval = requestsPerSecond.map { Duration(clamping: 1 / $0) } ?? .zero
  }

  /// Never starts requests closer together than this: a site's `Crawl-delay`.
  mutating func slow(to interval: Duration) {
    self.interval = max(self.interval, interval)
  }

  /// Starts nothing before the moment.
  mutating func rest(until moment: Instant) {
    earliest = max(earliest ?? moment, moment)
  }

  /// How long to wait until the next request may start; nil: it may start now.
  func wait(at now: Instant) -> Duration? {
    guard let earliest, now < earliest else { return nil }
    return earliest - now
  }

  /// Notes that a request starts.
  mutating func start(at now: Instant) {
    guard interval > .zero else { return }
    earliest = max(earliest ?? now, now) + interval
  }
}
