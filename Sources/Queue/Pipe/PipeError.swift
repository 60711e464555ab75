// Why a request to Redis has no answer and will get none by repeating it.

/// A failure that the pipe to Redis cannot mend by itself.
public struct PipeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Who has to do something about it.
  public enum Code: Sendable {
    /// The operator: the URL, a password, the rights of the user, the server or its client are not as needed.
    case configuration
    /// The caller: the database was emptied, so it has to register before it asks again.
    case layout
    /// The programmer: a script or what it was given is wrong.
    case bug
    /// Nobody in particular: Redis did not come back before the caller's patience ended.
    case overdue
  }

  /// The sort of failure.
  public var code: Code

  /// What could not be done and why, without secrets.
  public var description: String

  /// Makes an error from its parts.
  public init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
