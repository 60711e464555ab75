// Statements: sent without blocking, answered within a deadline.

import CPQ
import Glibc

extension Connection {
  /// Runs one statement.
  ///
  /// Values go by parameters only, written `$1`, `$2` and so on: text never becomes a part of the statement.
  ///
  /// - Parameters:
  ///   - sql: One statement.
  ///   - parameters: Its values. The server reads each as the type of the place where it stands.
  ///   - patience: How long to wait for the answer; nil: as the options say. The statement is not cancelled by it.
  /// - Returns: Its rows.
  /// - Throws: ``PostgresError``.
  @discardableResult public func execute(
    _ sql: String, _ parameters: [SQLValue] = [], within patience: Duration? = nil
  ) throws(PostgresError) -> Rows {
    // By itself a statement is a transaction, committed before its answer has come.
    try run(sql, parameters, within: patience, commits: !isInTransaction)
  }

  /// Runs one statement; `commits` tells whether its outcome is unknown when the connection ends before the answer.
  @discardableResult func run(
    _ sql: String, _ parameters: [SQLValue] = [], within patience: Duration? = nil, commits: Bool
  ) throws(PostgresError) -> Rows {
    let action = "run \(Self.excerpt(sql))"
    let results = try answers(to: sql, doing: action, within: patience, commits: commits) { raw in
      let values = parameters.map { $0.wireText.map { strdup($0) } ?? nil }
      defer { values.forEach { free($0) } }
      return PQsendQueryParams(
        raw, sql, Int32(clamping: parameters.count), nil, values.map { UnsafePointer($0) }, nil, nil, 0)
    }
    guard let result = results.last else { throw PostgresError(.misuse, doing: action, "it is no statement") }
    return Rows(result: result)
  }

  /// Runs a text of several statements, such as a migration.
  ///
  /// Nothing in it may come from outside.
  ///
  /// - Parameters:
  ///   - script: The statements.
  ///   - patience: How long to wait for the answer to them all; nil: as the options say.
  /// - Throws: ``PostgresError``.
  public func execute(script: String, within patience: Duration? = nil) throws(PostgresError) {
    _ = try answers(
      to: script, doing: "run \(Self.excerpt(script))", within: patience, commits: !isInTransaction
    ) {
      PQsendQuery($0, script)
    }
  }

  /// A name as a part of a statement: in quotes, so that no name can be anything but a name.
  static func quoted(_ name: String) -> String {
    "\""
      + DatabaseText.safe(name).split(separator: "\"", omittingEmptySubsequences: false).joined(
        separator: "\"\"")
      + "\""
  }

  // MARK: - Sending and waiting

  private func answers(
    to sql: String, doing action: String, within patience: Duration?, commits: Bool,
    send: (OpaquePointer) -> Int32
  ) throws(PostgresError) -> [QueryResult] {
    guard !sql.utf8.contains(0) else { throw PostgresError(.misuse, doing: action, "there is a NUL in it") }
    let raw = try handleOfLiving(doing: action)
    guard send(raw) == 1 else { throw failure(raw, doing: action, commits: commits) }
    let deadline = Deadline(after: patience ?? options.answerTimeout)
    let results = try uncertain(commits) { () throws(PostgresError) in
      try flush(raw, until: deadline, doing: action)
      return try collect(raw, until: deadline, doing: action)
    }
    try check(results, raw, doing: action, commits: commits)
    if let last = results.last, [PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH].contains(last.status) {
      close()
      throw PostgresError(.misuse, doing: action, "COPY has a method of its own; the connection was closed")
    }
    return results
  }

  /// Sends all that is waiting to be sent, and takes in what comes meanwhile: a server whose answers nobody takes stops.
  func flush(_ raw: OpaquePointer, until deadline: Deadline, doing action: String) throws(PostgresError) {
    while PQflush(raw) == 1 {
      let events = Self.wait(raw, for: POLLIN | POLLOUT, milliseconds: deadline.milliseconds)
      if events & POLLIN != 0, PQconsumeInput(raw) == 0 { return }
      if events == 0, deadline.hasPassed { throw overdue(deadline, doing: action) }
    }
  }

  /// Everything up to the end of the answer, or to where a COPY begins.
  func collect(_ raw: OpaquePointer, until deadline: Deadline, doing action: String) throws(PostgresError)
    -> [QueryResult]
  {
    var results: [QueryResult] = []
    while true {
      while PQisBusy(raw) != 0 {
        let events = Self.wait(raw, for: POLLIN, milliseconds: deadline.milliseconds)
        if events == 0, deadline.hasPassed { throw overdue(deadline, doing: action) }
        // Of a lost connection, libpq still gives what the server said before, and then its own word; neither blocks.
        if events != 0, PQconsumeInput(raw) == 0 { break }
      }
      guard let next = PQgetResult(raw) else { return results }
      let result = QueryResult(next)
      results.append(result)
      if [PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH].contains(result.status) { return results }
    }
  }

  /// Throws what one of the results says, the server's word before libpq's.
  func check(
    _ results: [QueryResult], _ raw: OpaquePointer, doing action: String, commits: Bool
  ) throws(PostgresError) {
    let isLost = PQstatus(raw) != CONNECTION_OK
    guard let first = results.first(where: \.isFailure) else {
      if isLost { throw failure(raw, doing: action, commits: commits) }
      return
    }
    var error = first.error(isLost ? .lost : .refused, doing: action)
    error.mayHaveHappened = isLost && commits
    throw error
  }

  private func failure(_ raw: OpaquePointer, doing action: String, commits: Bool) -> PostgresError {
    var error = lost(raw, doing: action)
    if PQstatus(raw) == CONNECTION_OK { error.code = .misuse } else { error.mayHaveHappened = commits }
    return error
  }

  /// Marks an error as of unknown outcome when it ended what commits.
  func uncertain<Value>(
    _ commits: Bool, _ body: () throws(PostgresError) -> Value
  ) throws(PostgresError) -> Value {
    do throws(PostgresError) {
      return try body()
    } catch {
      var error = error
      error.mayHaveHappened = commits
      throw error
    }
  }

  /// The beginning of a statement, on one line.
  private static func excerpt(_ sql: String) -> String {
    let line = sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.utf8.count <= 60 ? "'\(line)'" : "'\(DatabaseText.safe(line, bytes: 60))...'"
  }
}
