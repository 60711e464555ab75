// What a test asks of its dispatcher.

/// The circumstances of a dispatcher.
public struct DispatcherOptions: Sendable {
  /// The folders of its handlers, relative to the project's root.
  public var handlers: [String]
  /// How many handlers it runs at a time.
  public var concurrency = 4
  /// Further arguments.
  public var arguments: [String] = []
  /// Further variables.
  public var variables: [String: String] = [:]
  /// The database that results live in.
  public var resultDatabase = 0
  /// The database that messages are in.
  public var database = 0
  /// Its Redis.
  public var redis = RedisOptions()

  /// Options with these handlers, and whatever is given beside them.
  public init(
    handlers: [String], concurrency: Int = 4, variables: [String: String] = [:], resultDatabase: Int = 0
  ) {
    self.handlers = handlers
    self.concurrency = concurrency
    self.variables = variables
    self.resultDatabase = resultDatabase
  }
}
