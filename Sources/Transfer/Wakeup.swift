// The one thing about transfers that another thread may touch.

import CCurl
import Synchronization

/// Ends a ``Transfers/wait(upTo:)`` from another thread.
///
/// Not for signal handlers: it takes a lock.
public final class Wakeup: Sendable {
  private struct Handle: @unchecked Sendable {
    // curl_multi_wakeup is the call libcurl allows from any thread; the lock keeps the handle alive meanwhile.
    var multi: UnsafeMutableRawPointer?
  }

  private let handle = Mutex(Handle())
  private let isCalled = Atomic(false)

  /// Ends the wait that is under way, or else the next one.
  public func callAsFunction() {
    isCalled.store(true, ordering: .releasing)
    handle.withLock { handle in
      if let multi = handle.multi { curl_multi_wakeup(multi) }
    }
  }

  func attach(_ multi: UnsafeMutableRawPointer) {
    let handle = Handle(multi: multi)
    self.handle.withLock { $0 = handle }
  }

  func detach() {
    handle.withLock { $0.multi = nil }
  }

  func take() -> Bool { isCalled.exchange(false, ordering: .acquiring) }
}
