// How long a connection waits, and how long the server lets its statements and locks stand.

/// The settings of a connection.
public struct ConnectionOptions: Sendable {
  /// The name under which the server lists it (`pg_stat_activity`).
  public var applicationName = "devseo"
  /// How long connecting may take; the resolver of host names has limits of its own.
  public var connectTimeout = Duration.seconds(10)
  /// After how long the server cancels a statement; zero: never.
  public var statementTimeout = Duration.seconds(60)
  /// After how long the server gives up waiting for a lock; zero: never.
  public var lockTimeout = Duration.seconds(5)
  /// After how long the server ends a connection that does nothing within a transaction; zero: never.
  public var idleInTransactionTimeout = Duration.seconds(60)
  /// How long an answer is waited for, and each step of a COPY.
  ///
  /// Longer than the statement's timeout, so that the server speaks first: after this one nobody knows more than that
  /// there was no answer.
  public var answerTimeout = Duration.seconds(75)

  /// The usual settings.
  public init() {}
}
