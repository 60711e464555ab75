// How often the same trouble is told: what one request meets the next one meets as well, in other words perhaps.

internal import Queue

/// Lets one line a second through about each cause, whatever it says.
struct WarningPace: Sendable {
  /// What is wrong.
  enum Cause: Hashable, Sendable {
    /// Redis cannot be reached.
    case unreachable
    /// Redis has refused a request.
    case request(PipeError.Code)
    /// The machine has no room for another handler.
    case room
    /// A folder cannot be removed.
    case folder
  }

  static let interval = Duration.seconds(1)
  private var toldAt: [Cause: ContinuousClock.Instant] = [:]

  /// Whether something may be told about a cause now: it is taken for told then.
  mutating func admits(_ cause: Cause, at now: ContinuousClock.Instant) -> Bool {
    if let last = toldAt[cause], now - last < Self.interval { return false }
    toldAt[cause] = now
    return true
  }
}
