// The built dispatcher on a Redis of its own, for as long as a closure runs.
//
// 1. Handlers are staged in a folder of the test's own: each manifest, and what its `run` names.
// 2. Redis is started, then the dispatcher; the closure runs when it has said that it serves.
// 3. Afterwards it is asked to end, and must do so with exit code 0.

internal import Glibc
internal import JSONText
internal import Processes

/// Runs `body` with a dispatcher that serves, and ends it in order afterwards.
///
/// - Parameters:
///   - options: What the dispatcher is to have.
///   - body: What to do meanwhile.
/// - Returns: What `body` returned.
/// - Throws: ``ServerFailure`` or ``Overdue`` when it does not start or does not end as it must, or what `body` threw.
@discardableResult public func withDispatcher<Result>(
  _ options: DispatcherOptions, _ body: (RunningDispatcher) throws -> Result
) throws -> Result {
  try withRedis(options.redis) { redis in
    try withTemporaryFolder { folder in
      for name in ["handlers", "state", "signals"] { try makeFolder("\(folder)/\(name)") }
      for handler in options.handlers { try stage(projectFile(handler), in: "\(folder)/handlers") }
      var program = Program(builtProduct("dispatcher"))
      program.arguments =
        [
          "--handlers", "\(folder)/handlers", "--state-dir", "\(folder)/state", "--concurrency",
          "\(options.concurrency)",
        ] + options.arguments
      program.environment = [
        "REDIS_URL": redis.url(database: options.database),
        "RESULT_URL": redis.url(database: options.resultDatabase),
      ]
      .merging(options.variables) { $1 }
      program.deadlineSeconds = 120
      return try withProgram(program) { process in
        try process.wait(forErrors: #""message":"serving""#)
        let result = try body(
          RunningDispatcher(
            redis: redis, process: process, folder: "\(folder)/signals",
            database: options.database, resultDatabase: options.resultDatabase))
        process.send(signal: SIGTERM)
        let ended = try process.ended()
        guard ended.status == .exited(0) else {
          throw ServerFailure(
            description:
              "the dispatcher ended with \(ended.status) after SIGTERM; it said: \(ended.errorText)")
        }
        return result
      }
    }
  }
}

/// A dispatcher under test conditions.
public struct RunningDispatcher {
  /// Its Redis.
  public let redis: RedisServer
  /// Its process.
  public let process: RunningProgram
  /// A folder for whatever a test and its handlers tell each other by files.
  public let folder: String
  /// The database that messages are in.
  public let database: Int
  /// The database that results live in.
  public let resultDatabase: Int
}

/// Puts a handler as it lies in the project, or is built from it, into a folder of handlers.
private func stage(_ handler: String, in folder: String) throws {
  let place = "\(folder)/\(handler.split(separator: "/").last ?? "")"
  try makeFolder(place)
  let manifest = try contents(of: "\(handler)/handler.json")
  try write(manifest, to: "\(place)/handler.json")
  for case let word? in try JSON(parsing: manifest)["run"]?.array?.map(\.string) ?? []
  where word.hasPrefix("./") {
    let name = word.dropFirst(2)
    // A script lies in the folder, an executable is built.
    let program = exists("\(handler)/\(name)") ? "\(handler)/\(name)" : builtProduct(String(name))
    guard symlink(program, "\(place)/\(name)") == 0 else { throw FileError("link to", program) }
  }
}
