// How long to wait before trying again, so that a Redis that comes back is not met by everybody at once.

/// Growing pauses with jitter.
///
/// | failures in a row | 1 | 2 | 3 | 4 | 5 | from 6 |
/// |---|---|---|---|---|---|---|
/// | pause up to, in ms | 50 | 100 | 200 | 400 | 800 | 1000 |
///
/// Each pause is drawn from the upper half of its range.
struct Backoff: Equatable {
  private var failures = 0
  private var generator: SplitMix64

  /// Begins without failures; the seed decides the jitter.
  init(seed: UInt64) {
    generator = SplitMix64(seed: seed)
  }

  /// Counts a failure.
  ///
  /// - Returns: How long to wait.
  mutating func pause() -> Duration {
    let longest = min(1_000_000, 50_000 << min(failures, 5))
    failures += 1
    return .microseconds(longest / 2 + Int(generator.next() % UInt64(longest / 2 + 1)))
  }

  /// Forgets the failures.
  mutating func reset() { failures = 0 }
}
