// One connection to PostgreSQL, for one thread. Its life:
//
// 1. connect: made without blocking, within a deadline; then the server learns how long it may take
// 2. statements, transactions, COPY, LISTEN: each is sent, and answers are waited for, with poll and a deadline
// 3. lost or overdue: every later call fails at once; whoever wants to go on makes a new connection
// 4. close, or the last reference goes: the server is told

import CPQ
import Glibc

/// A connection to a PostgreSQL database.
///
/// It is not for several threads; ``canceller`` is.
public final class Connection {
  /// Where it leads.
  public let address: DatabaseAddress
  let options: ConnectionOptions
  private var raw: OpaquePointer?

  /// Takes over what was connected.
  init(_ raw: OpaquePointer, _ address: DatabaseAddress, _ options: ConnectionOptions) {
    self.raw = raw
    self.address = address
    self.options = options
  }

  deinit { close() }

  /// Ends it; the server rolls back what was not committed.
  public func close() {
    if let raw { PQfinish(raw) }
    raw = nil
  }

  /// Whether it can be used, as far as is known: a server that is gone shows only when it is asked.
  public var isOpen: Bool { raw.map { PQstatus($0) == CONNECTION_OK } ?? false }

  /// Whether a transaction has begun and not ended.
  public var isInTransaction: Bool {
    guard let raw else { return false }
    return [PQTRANS_INTRANS, PQTRANS_INERROR].contains(PQtransactionStatus(raw))
  }

  /// The version of the server, such as 150018 for 15.18.
  public var serverVersion: Int { raw.map { Int(PQserverVersion($0)) } ?? 0 }

  // MARK: - For the other files

  /// The handle of an open connection.
  func handle(doing action: String) throws(PostgresError) -> OpaquePointer {
    guard let raw else { throw PostgresError(.lost, doing: action, "the connection is closed") }
    guard PQstatus(raw) == CONNECTION_OK else { throw lost(raw, doing: action) }
    return raw
  }

  /// Takes in what has come by itself, so that a server that is gone shows before anything is sent to it.
  func handleOfLiving(doing action: String) throws(PostgresError) -> OpaquePointer {
    let raw = try handle(doing: action)
    // A farewell may come before the end, so all of it is taken in.
    while Self.wait(raw, for: POLLIN, milliseconds: 0) != 0 {
      guard PQconsumeInput(raw) == 1 else { throw lost(raw, doing: action) }
    }
    return raw
  }

  func lost(_ raw: OpaquePointer, doing action: String) -> PostgresError {
    let said = PQerrorMessage(raw).map { String(cString: $0) } ?? ""
    return PostgresError(.lost, doing: action, said.isEmpty ? "the connection has ended" : firstLine(said))
  }

  /// Gives up an answer: what comes later would be taken for the answer to something else.
  func overdue(_ deadline: Deadline, doing action: String) -> PostgresError {
    close()
    return PostgresError(
      .overdue, doing: action, "no answer within \(deadline.patience.inWords), so the connection was closed")
  }

  /// Waits for the socket.
  ///
  /// - Returns: What happened to it, or 0 when nothing did.
  static func wait(_ raw: OpaquePointer, for events: Int32, milliseconds: Int32) -> Int32 {
    let socket = PQsocket(raw)
    // A lost connection has none any more, and poll would sleep: reading is what tells the reason.
    guard socket >= 0 else { return POLLIN | POLLHUP }
    var watched = pollfd(fd: socket, events: Int16(events), revents: 0)
    // A signal ends poll early; then the caller's loop looks at its deadline again.
    return poll(&watched, 1, milliseconds) > 0 ? Int32(watched.revents) : 0
  }
}
