// Connecting: libpq's own blocking call knows whole seconds only and no end for all addresses of a host together, so its
// steps are taken here.

import CPQ
import Glibc

extension Connection {
  /// Connects.
  ///
  /// - Parameters:
  ///   - address: Where to.
  ///   - options: How long to wait, and what the server is told.
  /// - Throws: ``PostgresError`` of code `connect` or `configuration`; its description is one sentence without secrets.
  public convenience init(
    to address: DatabaseAddress, _ options: ConnectionOptions = ConnectionOptions()
  ) throws(PostgresError) {
    self.init(try Self.connected(to: address, options), address, options)
    try prepare()
  }

  private static func connected(
    to address: DatabaseAddress, _ options: ConnectionOptions
  ) throws(PostgresError) -> OpaquePointer {
    let deadline = Deadline(after: options.connectTimeout)
    let action = "connect to \(address)"
    guard let raw = started(address, options) else {
      throw PostgresError(.connect, doing: action, "out of memory")
    }
    // The only way to an SQLSTATE here: libpq keeps no result of a failed connection, just its text.
    PQsetErrorVerbosity(raw, PQERRORS_VERBOSE)
    // Notices would go to stderr, where only the log belongs.
    PQsetNoticeReceiver(raw, { _, _ in }, nil)
    var state = PQstatus(raw) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
    while state != PGRES_POLLING_OK {
      guard state != PGRES_POLLING_FAILED else {
        defer { PQfinish(raw) }
        throw ConnectFailure(PQerrorMessage(raw).map { String(cString: $0) } ?? "").error(doing: action)
      }
      let events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT
      let isReady = wait(raw, for: events, milliseconds: deadline.milliseconds) != 0
      guard isReady || !deadline.hasPassed else {
        PQfinish(raw)
        throw PostgresError(.connect, doing: action, "no answer within \(options.connectTimeout.inWords)")
      }
      if isReady { state = PQconnectPoll(raw) }
    }
    PQsetErrorVerbosity(raw, PQERRORS_DEFAULT)
    PQsetnonblocking(raw, 1)
    return raw
  }

  private static func started(_ address: DatabaseAddress, _ options: ConnectionOptions) -> OpaquePointer? {
    var keywords = [
      // Asking for Kerberos costs a round trip and, where it is set up half, the connection.
      "gssencmode": "disable",
      "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3",
      "tcp_user_timeout": "30000",
    ]
    keywords.merge(address.keywords) { _, given in given }
    keywords["application_name"] = options.applicationName
    keywords["client_encoding"] = "UTF8"
    let pairs = keywords.sorted { $0.key < $1.key }
    let names = pairs.map { strdup($0.key) } + [nil]
    let values = pairs.map { strdup($0.value) } + [nil]
    defer { (names + values).forEach { free($0) } }
    return PQconnectStartParams(names.map { UnsafePointer($0) }, values.map { UnsafePointer($0) }, 0)
  }

  /// Tells the server the limits, and how to write dates.
  ///
  /// By a statement: poolers refuse them at the start.
  private func prepare() throws(PostgresError) {
    let settings: [(String, String)] = [
      ("statement_timeout", "\(options.statementTimeout.wholeMilliseconds)"),
      ("lock_timeout", "\(options.lockTimeout.wholeMilliseconds)"),
      ("idle_in_transaction_session_timeout", "\(options.idleInTransactionTimeout.wholeMilliseconds)"),
      ("datestyle", "ISO, YMD"), ("timezone", "UTC"), ("bytea_output", "hex"), ("extra_float_digits", "1"),
    ]
    let calls = settings.indices.map { "set_config('\(settings[$0].0)', $\($0 + 1), false)" }
    try run("select \(calls.joined(separator: ", "))", settings.map { .text($0.1) }, commits: false)
  }
}
