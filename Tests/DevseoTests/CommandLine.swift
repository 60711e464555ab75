// What the tests of the command line share: the built program, run against a Redis of the test's own.

import Fixtures
import JSONText
import Processes
import Queue

/// The path of the built program.
let devseo = builtProduct("devseo")

/// Runs the program with a Redis.
func run(_ redis: RedisServer, _ arguments: String..., variables: [String: String] = [:]) throws -> Ended {
  let environment = ["REDIS_URL": redis.url].merging(variables) { $1 }
  return try runProgram(devseo, arguments: arguments, environment: environment)
}

/// The keys of kombu's defaults.
let keys = KeySpace()

/// Puts a message of any bytes into a list, as another program would.
func ask<Request: ScriptRequest>(_ redis: RedisServer, _ request: Request) throws -> Request.Reply {
  let pipe = try RedisPipe(try RedisAddress(parsing: redis.url))
  defer { pipe.close() }
  return try request.reply(from: try pipe.call(request.pipeRequest(keys)))
}

/// Stores a result, as a worker would.
func store(_ state: ResultRecord.State, of id: String, in redis: RedisServer) throws {
  let record = ResultRecord(taskID: id, state: state, date: 1_800_000_000)
  try redis.cli("SET", "celery-task-meta-\(id)", String(decoding: record.bytes, as: UTF8.self))
}

extension ClaimRequest.Reply {
  /// The message that was claimed.
  var claim: Claim? {
    if case .message(let claim) = self { claim } else { nil }
  }
}
