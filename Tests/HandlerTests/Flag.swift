// A yes or no that a server's threads and a test share.

import Synchronization

/// A flag for several threads.
final class Flag: Sendable {
  private let value = Atomic<Bool>(false)

  /// Whether it is set.
  var isSet: Bool { value.load(ordering: .acquiring) }

  /// Sets it, or takes it back.
  func set(_ isSet: Bool) { value.store(isSet, ordering: .releasing) }
}
