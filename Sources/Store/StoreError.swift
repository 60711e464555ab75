// Why the store did not do what it was asked, told by what a handler is to make of it.

internal import Postgres

/// A request to the store that failed.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The database is away, busy, or gave way to others: the same may succeed later.
  case unavailable(String)
  /// The address, the credentials, the rights or the schema are wrong: the operator has to do something.
  case misconfigured(String)
  /// Anything else; the same would fail again.
  case failed(String)

  /// Sorts an error of the database.
  init(_ error: PostgresError) {
    let text = error.description
    switch (error.recovery, error.code, error.state?.rawValue) {
    case (.temporary, _, _), (.unknown, _, _): self = .unavailable(text)
    case (_, .configuration, _), (_, .connect, _), (_, _, "42501"): self = .misconfigured(text)
    // No such table, column or schema.
    case (_, _, "42P01"), (_, _, "42703"), (_, _, "3F000"):
      self = .misconfigured(text + "; has `devseo migrate` been run?")
    default: self = .failed(text)
    }
  }

  /// One sentence.
  public var description: String {
    switch self {
    case .unavailable(let text), .misconfigured(let text), .failed(let text): text
    }
  }
}
