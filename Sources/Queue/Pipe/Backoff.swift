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
  private var state: UInt64

  /// Begins without failures; the seed decides the jitter.
  init(seed: UInt64) {
    state = seed
  }

  /// Counts a failure.
  ///
  /// - Returns: How long to wait.
  mutating func pause() -> Duration {
    let longest = min(1_000_000, 50_000 << min(failures, 5))
    failures += 1
    return .microseconds(longest / 2 + Int(draw() % UInt64(longest / 2 + 1)))
  }

  /// Forgets the failures.
  mutating func reset() { failures = 0 }

  /// The next number of SplitMix64 (Steele, Lea, Flood 2014).
  private mutating func draw() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
