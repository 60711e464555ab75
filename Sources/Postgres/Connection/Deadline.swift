// A moment on the clock that only goes forward.

/// When waiting ends.
struct Deadline {
  private let end: ContinuousClock.Instant
  /// How long the wait was to be.
  let patience: Duration

  init(after patience: Duration) {
    self.patience = patience
    end = ContinuousClock.now + patience
  }

  /// What is left, for poll: rounded up, so that a wait is never a busy loop, and never negative.
  var milliseconds: Int32 {
    let left = (end - ContinuousClock.now).components
    guard left.seconds >= 0, left.attoseconds >= 0 else { return 0 }
    guard left.seconds < 1_000_000 else { return 1_000_000_000 }
    return Int32(left.seconds) * 1_000
      + Int32((left.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }

  var hasPassed: Bool { milliseconds == 0 }
}

extension Duration {
  /// Whole milliseconds, as PostgreSQL's settings want them.
  var wholeMilliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }

  /// Such as `1.5 s`.
  var inWords: String {
    let milliseconds = wholeMilliseconds
    return milliseconds.isMultiple(of: 1_000) ? "\(milliseconds / 1_000) s" : "\(milliseconds) ms"
  }
}
