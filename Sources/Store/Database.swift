// The service's database as the handlers reach it: from DATABASE_URL to a connection.

internal import Postgres

/// The service's database.
public struct Database: Sendable {
  private let address: DatabaseAddress
  private let program: String

  /// Reads the address; nobody is connected yet.
  ///
  /// - Parameters:
  ///   - url: `DATABASE_URL`, as libpq or SQLAlchemy writes it.
  ///   - program: The name under which the server lists the connections.
  /// - Throws: ``StoreError`` of kind `misconfigured`.
  public init(url: String, program: String) throws(StoreError) {
    do throws(PostgresError) {
      address = try DatabaseAddress(parsing: url)
    } catch {
      throw StoreError(error)
    }
    self.program = program
  }

  /// Connects.
  ///
  /// - Parameter patience: How long to wait for the connection, and for each answer; nil: as usual.
  /// - Returns: A connection of one's own.
  /// - Throws: ``PostgresError``.
  func connection(within patience: Duration? = nil) throws(PostgresError) -> Connection {
    var options = ConnectionOptions()
    options.applicationName = program
    if let patience {
      options.connectTimeout = patience
      options.answerTimeout = patience
    }
    return try Connection(to: address, options)
  }

  /// A connection that is there, or a new one.
  func connection(
    unless spare: Connection?, within patience: Duration? = nil
  ) throws(PostgresError) -> Connection {
    if let spare { return spare }
    return try connection(within: patience)
  }

  /// Does something on a connection of its own; what it throws is told in the words of the store.
  func withConnection<Value>(
    _ body: (Connection) throws(PostgresError) -> Value
  ) throws(StoreError) -> Value {
    do throws(PostgresError) {
      let connection = try connection()
      defer { connection.close() }
      return try body(connection)
    } catch {
      throw StoreError(error)
    }
  }
}
