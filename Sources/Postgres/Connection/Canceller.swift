// What stops a statement from another thread.

import CPQ

/// Cancels what a connection is doing.
///
/// It makes a connection of its own, and waits for the server to close that: not for a thread that must not wait.
public final class Canceller: @unchecked Sendable {
  // Libpq promises that several threads may use it, and that it never changes.
  private let raw: OpaquePointer

  fileprivate init(_ raw: OpaquePointer) { self.raw = raw }

  deinit { PQfreeCancel(raw) }

  /// Asks the server to cancel; the statement then fails with 57014, unless it was done before.
  ///
  /// - Throws: ``PostgresError`` of code `connect` when the server cannot be asked.
  public func cancel() throws(PostgresError) {
    var said = [CChar](repeating: 0, count: 256)
    guard PQcancel(raw, &said, Int32(said.count)) == 1 else {
      let bytes = said.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
      throw PostgresError(
        .connect, doing: "cancel a statement", firstLine(String(decoding: bytes, as: UTF8.self)))
    }
  }
}

extension Connection {
  /// What another thread cancels this connection's statements with; nil when the connection is closed.
  public var canceller: Canceller? {
    guard let raw = try? handle(doing: "cancel a statement"), let cancel = PQgetCancel(raw) else {
      return nil
    }
    return Canceller(cancel)
  }
}
