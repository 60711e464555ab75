// Why the database did not do what it was asked, and what a caller may do about it.

/// A request to PostgreSQL that failed.
public struct PostgresError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong.
  public enum Code: Sendable {
    /// The address of the database cannot be used.
    case configuration
    /// There is no connection, and nothing was sent.
    case connect
    /// The server answered with an error; ``PostgresError/state`` says which.
    case refused
    /// The connection ended.
    case lost
    /// No answer in time; the connection is closed.
    case overdue
    /// A column is not there, not of the type that was read, or null.
    case misread
    /// A call that cannot be right, such as a transaction within a transaction.
    case misuse
  }

  /// What a caller may do.
  public enum Recovery: Sendable {
    /// The same may succeed later; nothing has been done.
    case temporary
    /// It may have been done: look before doing it again, or do it in a way that can be repeated.
    case unknown
    /// The same will fail again.
    case permanent
  }

  /// What went wrong.
  public var code: Code
  /// What was to be done, fit to follow "cannot".
  public var action: String
  /// The reason in words: the server's, if it gave one.
  ///
  /// It may repeat values of the statement.
  public var message: String
  /// What the server calls it; nil: it was not the server that spoke.
  public var state: SQLState?
  /// How bad the server says it is: `ERROR`, `FATAL` or `PANIC`.
  public var severity: String?
  /// More words of the server.
  ///
  /// They often repeat the row, so they belong into no log.
  public var detail: String?
  /// Which table it is about.
  public var table: String?
  /// Which column it is about.
  public var column: String?
  /// Which constraint was violated.
  public var constraint: String?
  /// Whether it may have been done nevertheless: the connection ended while it was being committed.
  public var mayHaveHappened = false

  /// An error that did not come from the server.
  public init(_ code: Code, doing action: String, _ message: String) {
    self.code = code
    self.action = action
    self.message = message
  }

  /// What a caller may do about it.
  public var recovery: Recovery {
    if mayHaveHappened || state?.leavesOutcomeUnknown == true { return .unknown }
    return switch code {
    case .lost, .overdue: .temporary
    case .connect, .refused:
      // Whoever cannot be reached has no state.
      state?.isTemporary ?? (code == .connect) ? .temporary : .permanent
    case .configuration, .misread, .misuse: .permanent
    }
  }

  /// Such as `cannot run a statement: relation "pages" does not exist (42P01)`.
  public var description: String { "cannot \(action): \(message)" + (state.map { " (\($0))" } ?? "") }
}
