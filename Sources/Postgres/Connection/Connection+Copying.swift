// COPY FROM STDIN: many rows at the price of one statement, sent in pieces that are gone before the next is made.

import CPQ
import Glibc

extension Connection {
  private static let pieceBytes = 65_536

  /// Adds rows to a table, all or none.
  ///
  /// - Parameters:
  ///   - table: Its name, on the search path.
  ///   - columns: Which columns the values are for.
  ///   - rows: As many values each as there are columns.
  /// - Returns: How many rows were added.
  /// - Throws: ``PostgresError``.
  @discardableResult public func copy(
    into table: String, columns: [String], rows: some Sequence<[SQLValue]>
  ) throws(PostgresError) -> Int {
    let action = "copy rows into \(table)"
    let names = columns.map(Self.quoted).joined(separator: ", ")
    let raw = try handleOfLiving(doing: action)
    let commits = !isInTransaction
    guard PQsendQuery(raw, "COPY \(Self.quoted(table)) (\(names)) FROM STDIN") == 1 else {
      throw lost(raw, doing: action)
    }
    let deadline = Deadline(after: options.answerTimeout)
    try flush(raw, until: deadline, doing: action)
    let begun = try collect(raw, until: deadline, doing: action)
    // Nothing of it has been sent yet, so nothing can have been committed.
    try check(begun, raw, doing: action, commits: false)

    let misfit = try send(rows, count: columns.count, raw, doing: action)
    let results = try uncertain(commits && misfit == nil) { () throws(PostgresError) in
      let deadline = Deadline(after: options.answerTimeout)
      // Given a reason, the server forgets the rows.
      while PQputCopyEnd(raw, misfit?.message) == 0 { try flush(raw, until: deadline, doing: action) }
      try flush(raw, until: deadline, doing: action)
      return try collect(raw, until: deadline, doing: action)
    }
    if let misfit { throw misfit }
    try check(results, raw, doing: action, commits: commits)
    return results.last?.affected ?? 0
  }

  /// Sends the rows.
  ///
  /// - Returns: What is wrong with a row; nil: nothing.
  private func send(
    _ rows: some Sequence<[SQLValue]>, count: Int, _ raw: OpaquePointer, doing action: String
  ) throws(PostgresError) -> PostgresError? {
    var piece: [UInt8] = []
    piece.reserveCapacity(Self.pieceBytes * 2)
    for row in rows {
      guard row.count == count else {
        return PostgresError(.misuse, doing: action, "a row has \(row.count) values for \(count) columns")
      }
      CopyText.append(row, to: &piece)
      guard piece.count >= Self.pieceBytes else { continue }
      guard try put(piece, raw, doing: action) else { return nil }
      piece.removeAll(keepingCapacity: true)
    }
    if !piece.isEmpty { _ = try put(piece, raw, doing: action) }
    return nil
  }

  /// Sends one piece; false: the server has ended the COPY, and its answer says why.
  private func put(_ piece: [UInt8], _ raw: OpaquePointer, doing action: String) throws(PostgresError) -> Bool
  {
    let deadline = Deadline(after: options.answerTimeout)
    while true {
      let sent = piece.withUnsafeBytes { bytes in
        PQputCopyData(raw, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
      }
      guard sent >= 0 else { return false }
      try flush(raw, until: deadline, doing: action)
      if sent == 1 { return true }
    }
  }
}
