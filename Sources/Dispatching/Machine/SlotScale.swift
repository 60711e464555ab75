// How many slots may be busy: between two bounds, more when messages wait, fewer when nothing is left to do.

/// The number of slots in use.
struct SlotScale: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// For how long slots must have been idle before one of them goes: Celery's `AUTOSCALE_KEEPALIVE`.
  static let keepAlive = Duration.seconds(30)

  private(set) var least: Int
  private(set) var most: Int
  private(set) var current: Int
  private var busySince: Instant

  init(least: Int, most: Int, at now: Instant) {
    (self.least, self.most) = (least, most)
    current = least
    busySince = now
  }

  /// Whether one more slot may ask for a message, to see whether one waits.
  var mayGrow: Bool { current < most }

  /// A message waited for a slot that was not in use: it is from now on.
  mutating func grow(at now: Instant) {
    current = min(most, current + 1)
    busySince = now
  }

  /// Takes other bounds; a fixed number of slots is in use at once.
  mutating func rebound(least: Int, most: Int) {
    let isFixed = self.least == self.most && least == self.least
    self.least = isFixed ? most : least
    self.most = most
    current = min(max(current, self.least), most)
  }

  /// Takes a slot out of use when they were not all busy for long enough.
  ///
  /// - Parameters:
  ///   - busy: How many slots have a message.
  ///   - now: The time.
  /// - Returns: Whether there is one fewer now.
  mutating func shrink(busy: Int, at now: Instant) -> Bool {
    if busy >= current { busySince = now }
    guard current > max(least, busy), now - busySince >= Self.keepAlive else { return false }
    current -= 1
    busySince = now
    return true
  }
}
