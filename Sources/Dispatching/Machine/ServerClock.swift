// The clock of Redis, as far as it is known between two answers: dates of messages are measured by it, so
// that a dispatcher whose own clock is wrong starts nothing early and drops nothing that has not expired.

/// The time of the server, reckoned from its last word about it.
struct ServerClock: Sendable {
  private var milliseconds: Int64 = 0
  private var heardAt: ContinuousClock.Instant?

  /// Takes what the server said.
  mutating func set(milliseconds: Int64, heardAt instant: ContinuousClock.Instant) {
    self.milliseconds = milliseconds
    heardAt = instant
  }

  /// Seconds since 1970 on the server; late by as long as its word took to come.
  func seconds(at instant: ContinuousClock.Instant) -> Double {
    guard let heardAt else { return 0 }
    return Double(milliseconds) / 1000 + (heardAt.duration(to: instant)).seconds
  }

  /// The same in whole milliseconds, of which those of ``instant(of:)`` have begun; 0: it was never heard.
  func milliseconds(at instant: ContinuousClock.Instant) -> Int64 {
    guard let heardAt else { return 0 }
    let (seconds, attoseconds) = heardAt.duration(to: instant).components
    return milliseconds + seconds * 1000 + attoseconds / 1_000_000_000_000_000
  }

  /// When the server's clock shows so many milliseconds since 1970; nil: it was never heard.
  func instant(of milliseconds: Int64) -> ContinuousClock.Instant? {
    heardAt.map { $0 + .milliseconds(milliseconds - self.milliseconds) }
  }
}

extension Duration {
  /// The whole of it in seconds.
  var seconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}
