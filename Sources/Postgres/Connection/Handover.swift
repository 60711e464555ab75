// A connection on its way from one thread to another.

import Synchronization

/// Holds a connection that no thread uses.
///
/// Whoever puts one in must not use it any more; the compiler cannot see that, hence this type.
public final class Handover: @unchecked Sendable {
  private let lock = Mutex(())
  // Only touched under the lock.
  private var held: Connection?

  /// Makes one that holds a connection, or none.
  public init(_ connection: Connection? = nil) { held = connection }

  /// Gives a connection away.
  public func put(_ connection: Connection) { lock.withLock { _ in held = connection } }

  /// Takes the connection, if there is one.
  public func take() -> Connection? {
    lock.withLock { _ in
      defer { held = nil }
      return held
    }
  }
}
