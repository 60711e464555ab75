// What a statement has given: rows, columns by name, and how many rows it touched.

/// The rows that a statement gave.
public struct Rows: RandomAccessCollection {
  let result: QueryResult

  /// The names of the columns.
  public var columns: [String] { result.columns }
  /// How many rows the statement gave, inserted, updated or deleted.
  public var affected: Int { result.affected }
  /// 0.
  public var startIndex: Int { 0 }
  /// The number of rows.
  public var endIndex: Int { result.count }

  /// The row at a position.
  public subscript(position: Int) -> Row {
    precondition(indices.contains(position), "there is no row \(position)")
    return Row(result: result, position: position)
  }
}

/// One row.
public struct Row {
  let result: QueryResult
  let position: Int

  /// Reads a column.
  ///
  /// - Parameters:
  ///   - column: Its name, in the case in which the server gives it.
  ///   - type: As what it is read; an optional takes null as nil.
  /// - Returns: The value.
  /// - Throws: ``PostgresError`` of code `misread` when there is no such column, or its value is not of that type.
  public func read<Value: SQLReadable>(_ column: String, as type: Value.Type = Value.self)
    throws(PostgresError) -> Value
  {
    let field = try field(column)
    guard let value = Value.value(of: field) else {
      let found =
        field.bytes == nil ? "it is null" : "it is of the type with number \(field.type), or out of range"
      throw PostgresError(.misread, doing: "read column \(column) as \(Value.sqlName)", found)
    }
    return value
  }

  /// A column as it came.
  ///
  /// - Throws: ``PostgresError`` of code `misread` when there is no such column.
  public func field(_ column: String) throws(PostgresError) -> SQLField {
    guard let index = result.columns.firstIndex(of: column) else {
      throw PostgresError(.misread, doing: "read column \(column)", "the statement gives no such column")
    }
    return result.field(row: position, column: index)
  }
}
