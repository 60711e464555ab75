// The time, as the machine is told it: it has no clock of its own.

/// One moment on the two clocks of this machine.
public struct Now: Hashable, Sendable {
  /// On the clock that only runs forward, by which all waiting is measured.
  public var instant: ContinuousClock.Instant
  /// On the wall clock, in seconds since 1970: only for what handlers are told.
  public var unixSeconds: Double

  /// Makes a moment.
  public init(instant: ContinuousClock.Instant, unixSeconds: Double) {
    self.instant = instant
    self.unixSeconds = unixSeconds
  }
}
