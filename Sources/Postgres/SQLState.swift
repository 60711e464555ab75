// The five characters by which PostgreSQL says what went wrong, and what each class of them is good for.

/// An SQLSTATE, such as `23505` (PostgreSQL's documentation, appendix A).
public struct SQLState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The five characters.
  public let rawValue: String

  /// Takes five characters as they come from the server.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// A row like this is there already.
  public static let uniqueViolation = SQLState(rawValue: "23505")
  /// What the row refers to is not there.
  public static let foreignKeyViolation = SQLState(rawValue: "23503")
  /// A text that is not of the type it was given as, such as a word for a number.
  public static let invalidText = SQLState(rawValue: "22P02")
  /// There is no such table.
  public static let undefinedTable = SQLState(rawValue: "42P01")
  /// A serializable transaction met another one.
  public static let serializationFailure = SQLState(rawValue: "40001")
  /// Two transactions waited for each other, and this one was chosen to give way.
  public static let deadlock = SQLState(rawValue: "40P01")
  /// A lock was not to be had in time.
  public static let lockNotAvailable = SQLState(rawValue: "55P03")
  /// The statement took too long, or was cancelled.
  public static let queryCanceled = SQLState(rawValue: "57014")
  /// The password is wrong.
  public static let invalidPassword = SQLState(rawValue: "28P01")
  /// There is no such database.
  public static let undefinedDatabase = SQLState(rawValue: "3D000")

  /// The five characters.
  public var description: String { rawValue }

  /// Whether the same statement may succeed later.
  var isTemporary: Bool {
    // 08 connection, 53 resources, 40 a transaction that gave way, 55P03 a lock, 57014 a timeout, 57P01 to 03 and 05
    // the server ends or starts, 25P03 it was idle for too long, 25006 a standby or read-only for now.
    ["08", "53"].contains(rawValue.prefix(2))
      || [
        "40001", "40P01", "55P03", "57014", "57P01", "57P02", "57P03", "57P05", "25P03", "25006",
      ].contains(rawValue)
  }

  /// Whether nobody knows if the statement took effect.
  var leavesOutcomeUnknown: Bool { ["40003", "08007"].contains(rawValue) }

  /// Whether repeating the whole transaction at once is what PostgreSQL's documentation advises.
  var asksForRepeat: Bool { self == .serializationFailure || self == .deadlock }
}
