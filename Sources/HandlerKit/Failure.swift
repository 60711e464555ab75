// Why a handler ended without a result, and what the dispatcher is to make of it.

public import Messages

/// The end of a run without a result.
public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The exit status.
  public var status: ExitStatus
  /// The name of the error that the client sees, as Python names exceptions.
  public var type: String
  /// One sentence: "cannot VERB OBJECT: reason".
  public var message: String
  /// When to try again, in seconds from now; only with ``ExitStatus/later``.
  public var retryAfterSeconds: Double?
  /// Whether the run counts as one of the task's retries; only with ``ExitStatus/later``.
  public var isCharged: Bool
  /// Whether an uncharged run counts among those that a task may have; only with ``ExitStatus/later``.
  ///
  /// Waiting for a lock that another run holds does not: however long that takes, it ends.
  public var isCounted: Bool

  /// The message.
  public var description: String { message }

  private init(
    _ status: ExitStatus, _ type: String, _ message: String, after seconds: Double? = nil,
    isCharged: Bool = true, isCounted: Bool = true
  ) {
    self.status = status
    self.type = type
    self.message = message
    retryAfterSeconds = seconds
    self.isCharged = isCharged
    self.isCounted = isCounted
  }

  /// The command line is wrong (exit 64).
  public static func commandLine(_ message: String) -> Failure {
    Failure(.commandLine, "UsageError", message)
  }

  /// The message is wrong and will stay so (exit 65).
  public static func message(_ message: String) -> Failure { Failure(.message, "ValueError", message) }

  /// The target is refused by policy (exit 77).
  public static func refused(_ message: String) -> Failure { Failure(.refused, "PermissionError", message) }

  /// The operator's settings are wrong (exit 78).
  public static func configuration(_ message: String) -> Failure {
    Failure(.configuration, "ConfigurationError", message)
  }

  /// Not now (exit 75); uncharged runs do not count as retries.
  public static func later(
    _ message: String, after seconds: Double? = nil, isCharged: Bool = true, isCounted: Bool = true
  ) -> Failure {
    Failure(.later, "Retry", message, after: seconds, isCharged: isCharged, isCounted: isCounted)
  }

  /// Failed; retried by policy (exit 1).
  public static func failed(_ message: String, type: String = "HandlerError") -> Failure {
    Failure(.failed(1), type, message)
  }

  /// The soft limit came before there was a result worth returning (exit 1).
  public static func softTimeLimit(_ message: String) -> Failure {
    Failure(.failed(1), "SoftTimeLimitExceeded", message)
  }
}
