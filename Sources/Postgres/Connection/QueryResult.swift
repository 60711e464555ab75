// One PGresult, freed with its last reader.

import CPQ

final class QueryResult {
  private let raw: OpaquePointer
  /// The names of the columns.
  let columns: [String]
  /// The number of rows.
  let count: Int

  init(_ raw: OpaquePointer) {
    self.raw = raw
    columns = (0..<PQnfields(raw)).map { PQfname(raw, $0).map { String(cString: $0) } ?? "" }
    count = Int(PQntuples(raw))
  }

  deinit { PQclear(raw) }

  var status: ExecStatusType { PQresultStatus(raw) }

  /// What was done, such as `INSERT 0 1` or `ROLLBACK`.
  var tag: String { PQcmdStatus(raw).map { String(cString: $0) } ?? "" }

  var affected: Int { PQcmdTuples(raw).flatMap { Int(String(cString: $0)) } ?? 0 }

  func field(row: Int, column: Int) -> SQLField {
    let type = PQftype(raw, Int32(column))
    guard PQgetisnull(raw, Int32(row), Int32(column)) == 0,
      let start = PQgetvalue(raw, Int32(row), Int32(column))
    else { return SQLField(bytes: nil, type: type) }
    let count = Int(PQgetlength(raw, Int32(row), Int32(column)))
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    return SQLField(bytes: Array(bytes), type: type)
  }

  /// Whether the server, or libpq in its place, says that it failed.
  var isFailure: Bool { [PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR].contains(status) }

  /// The error that it is.
  func error(_ code: PostgresError.Code, doing action: String) -> PostgresError {
    let text = detail(CPQ_MESSAGE) ?? PQresultErrorMessage(raw).map { String(cString: $0) } ?? ""
    var error = PostgresError(code, doing: action, firstLine(text))
    error.state = detail(CPQ_SQLSTATE).map(SQLState.init(rawValue:))
    error.severity = detail(CPQ_SEVERITY)
    error.detail = detail(CPQ_DETAIL)
    error.table = detail(CPQ_TABLE)
    error.column = detail(CPQ_COLUMN)
    error.constraint = detail(CPQ_CONSTRAINT)
    return error
  }

  private func detail(_ name: Int32) -> String? { cpq_field(raw, name).map { String(cString: $0) } }
}

/// The first line of what libpq says; hints for people at a keyboard follow it.
func firstLine(_ text: String) -> String {
  String(text.split(whereSeparator: \.isNewline).first ?? "there is no reason given")
}
