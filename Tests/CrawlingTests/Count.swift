// How often something happened, counted across threads.

import Synchronization

/// Counts by name.
final class Count: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  /// Counts one more, and gives the number, from 1.
  @discardableResult func next(of name: String) -> Int {
    counts.withLock { counts in
      counts[name, default: 0] += 1
      return counts[name, default: 0]
    }
  }
}
