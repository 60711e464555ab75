// Tasks that wait because their settings are wrong: a key is refused, a program is missing. Their messages
// are put off, not lost, and the operator is told each time.

/// The tasks that are paused.
struct TaskPauses: Sendable {
  typealias Instant = ContinuousClock.Instant

  private struct Pause {
    var end: Instant
    var length: Duration
  }

  private var pauses: [String: Pause] = [:]

  static let shortest = Duration.seconds(60)
  static let longest = Duration.seconds(600)

  /// Pauses a task: at first for a minute, and for twice as long each time that it fails again, up to ten
  /// minutes.
  ///
  /// Several runs that fail while it is paused count once.
  ///
  /// - Returns: How long it is paused from now on.
  mutating func pause(_ task: String, at now: Instant) -> Duration {
    if let pause = pauses[task], pause.end > now { return now.duration(to: pause.end) }
    let length = pauses[task].map { min($0.length * 2, Self.longest) } ?? Self.shortest
    pauses[task] = Pause(end: now + length, length: length)
    return length
  }

  /// Forgets that a task was paused: it has worked.
  mutating func end(_ task: String) { pauses[task] = nil }

  /// How long a task is paused yet; nil: it is not.
  func rest(of task: String, at now: Instant) -> Duration? {
    guard let pause = pauses[task], pause.end > now else { return nil }
    return now.duration(to: pause.end)
  }
}
