// What a test of the built dispatcher needs: a Redis, handlers written for the occasion, and as many dispatchers as it
// starts. Tests and handlers tell each other by files in the stage's folder.

import Fixtures
import Glibc
import JSONText
import Messages
import Processes
import Queue

/// Runs `body` with a Redis and a folder for handlers.
func withStage<Result>(_ options: RedisOptions = RedisOptions(), _ body: (Stage) throws -> Result) throws
  -> Result
{
  try withRedis(options) { redis in
    try withTemporaryFolder { folder in
      for name in ["handlers", "state"] { try makeFolder("\(folder)/\(name)") }
      let pipe = try RedisPipe(try RedisAddress(parsing: redis.url))
      defer { pipe.close() }
      return try body(Stage(redis: redis, folder: folder, pipe: pipe))
    }
  }
}

/// The circumstances of a test.
struct Stage {
  let redis: RedisServer
  /// Holds `handlers`, `state`, and whatever a test and its handlers tell each other.
  let folder: String
  let pipe: RedisPipe

  // MARK: - Handlers

  /// Installs a shell script as the handler of the task `test.NAME`; `$F` in it is the stage's folder.
  func add(_ name: String, _ script: String, _ members: [String: JSON] = [:]) throws {
    try? makeFolder("\(folder)/handlers/\(name)")
    try write(
      Array("#!/bin/sh\nF=\(folder)\n\(script)\n".utf8), to: "\(folder)/handlers/\(name)/run", mode: 0o755)
    try describe(name, members)
  }

  /// Writes the manifest of a handler that is there, or is to be.
  func describe(_ name: String, _ members: [String: JSON] = [:]) throws {
    let usual: [String: JSON] = [
      "task": .string("test.\(name)"), "run": ["./run"], "queue": "celery", "retry": ["max_retries": 0],
    ]
    try write(
      JSON.object(usual.merging(members) { $1 }).bytes(), to: "\(folder)/handlers/\(name)/handler.json")
  }

  /// A handler that says in the file `NAME-ID` that it runs, and goes on once there is the file `go`.
  func addWaiter(_ name: String, _ members: [String: JSON] = [:]) throws {
    try add(
      name, #"touch "$F/\#(name)-$TASK_ID"; until [ -e "$F/go" ]; do sleep 0.02; done; echo "$TASK_ATTEMPT""#,
      members)
  }

  /// Lets the waiters go on.
  func letGo() throws { try write([], to: "\(folder)/go") }

  // MARK: - Dispatchers

  /// A dispatcher that is not started yet.
  func program(slots: Int = 2, _ arguments: String..., variables: [String: String] = [:]) -> Program {
    var program = Program(builtProduct("dispatcher"))
    program.arguments =
      ["--handlers", "\(folder)/handlers", "--state-dir", "\(folder)/state", "-c", "\(slots)"] + arguments
    program.environment = ["REDIS_URL": redis.url].merging(variables) { $1 }
    program.deadlineSeconds = 60
    return program
  }

  /// Runs `body` with a dispatcher that serves; it is killed afterwards unless it has ended.
  @discardableResult func withDispatcher<Result>(
    _ program: Program, _ body: (RunningProgram) throws -> Result
  ) throws -> Result {
    try withProgram(program) { process in
      try process.wait(forErrors: #""message":"serving""#)
      return try body(process)
    }
  }

  /// Has it end, which must be in order.
  @discardableResult func drain(_ process: RunningProgram) throws -> Ended {
    process.send(signal: SIGTERM)
    let ended = try process.ended()
    guard ended.status == .exited(0) else {
      throw Wrong(description: "\(ended.status) after SIGTERM; it said: \(ended.errorText)")
    }
    return ended
  }

  // MARK: - Messages and results

  /// The message of a task, as Celery writes one.
  func message(_ task: String, _ id: String, _ kwargs: [String: JSON] = [:], queue: String = "celery")
    -> [UInt8]
  {
    let new = NewTask(task: "test.\(task)", id: id, queue: queue, keywordArguments: kwargs)
    return EnvelopeWriter(origin: "gen1@test").envelope(of: new, deliveryTag: "tag-\(id)")
  }

  /// Sends a task.
  func send(
    _ task: String, _ id: String, _ kwargs: [String: JSON] = [:], queue: String = "celery",
    list: String? = nil
  ) throws {
    let request = SendRequest(
      deliveryTag: "tag-\(id)", list: Array((list ?? queue).utf8),
      raw: message(task, id, kwargs, queue: queue))
    _ = try request.reply(from: try pipe.call(request.pipeRequest(KeySpace())))
  }

  /// Sends many messages to a list at once.
  func send(_ rows: [[UInt8]], list: String = "celery") throws {
    try redis.cli(["LPUSH", list] + rows.map { String(decoding: $0, as: UTF8.self) })
  }

  /// What is stored of a task; nil: nothing.
  func record(of id: String) throws -> JSON? {
    let request = ResultRequest(key: KeySpace().result(id))
    switch try request.reply(from: try pipe.call(request.pipeRequest(KeySpace()))) {
    case .none: return nil
    case .stored(let text): return try JSON(parsing: text)
    }
  }

  /// The state of a task; nil: nothing is stored.
  func state(of id: String) throws -> String? { try record(of: id)?["status"]?.string }

  /// Waits until tasks have ended.
  func wait(for ids: [String], by process: RunningProgram) throws {
    var missing = ids[...]
    try process.wait(for: "ending \(ids.prefix(5))") {
      while let id = missing.first {
        guard ["SUCCESS", "FAILURE", "REVOKED"].contains(try state(of: id)) else { return false }
        missing.removeFirst()
      }
      return true
    }
  }

  /// Waits until a file of the stage's folder is there.
  func wait(forFile name: String, by process: RunningProgram) throws {
    try process.wait(for: "making the file \(name)") { exists("\(folder)/\(name)") }
  }

  /// What is in a file of the stage's folder, without the line end at its end.
  func text(_ name: String) throws -> String {
    var text = String(decoding: try contents(of: "\(folder)/\(name)"), as: UTF8.self)
    if text.hasSuffix("\n") { text.removeLast() }
    return text
  }

  /// How many messages a list has, with those of its priorities.
  func count(_ list: String) throws -> Int { Int(try redis.cli("LLEN", list)) ?? -1 }
}

/// Something that was not as a test needs it.
struct Wrong: Error, CustomStringConvertible {
  let description: String
}

extension Ended {
  /// The messages of the log, and the reasons behind some of them.
  func messages(_ level: String? = nil) throws -> [String] {
    try log.filter { level == nil || $0["level"]?.string == level }.compactMap { $0["message"]?.string }
  }
}
