// What the tests of the scripts share: a Redis, requests sent to it, and looks at what they left there.

import Fixtures
import Queue

/// A Redis, and the scripts loaded into it.
final class ScriptBench {
  let server: RedisServer
  let keys: KeySpace
  /// What the test itself says to Redis, as a user who may do anything.
  private(set) var connection: ScriptConnection
  private var scripts: ScriptConnection
  private var names: [QueueScript: [UInt8]] = [:]
  private var count = 0

  init(_ server: RedisServer, keys: KeySpace) throws {
    self.server = server
    self.keys = keys
    connection = try ScriptConnection(path: server.socket)
    scripts = try ScriptConnection(path: server.socket)
    try runScripts(by: AccessList.installed().onAllKeys)
  }

  /// Runs scripts from now on as a user of these rights.
  func runScripts(by rights: AccessList) throws {
    scripts = try another()
    let words = ["ACL", "SETUSER", "tasks", "reset", "on", ">word"] + rights.words
    _ = try connection.call(words.map { Array($0.utf8) })
    _ = try scripts.call("AUTH", "tasks", "word")
    names = [:]
  }

  /// Another connection to the same Redis.
  func another() throws -> ScriptConnection { try ScriptConnection(path: server.socket) }

  /// Kills the Redis and starts it again.
  func restart() throws {
    try server.restart()
    connection = try another()
    try runScripts(by: AccessList.installed().onAllKeys)
  }

  /// Sends a request and reads its reply.
  @discardableResult func send<Request: ScriptRequest>(_ request: Request) throws -> Request.Reply {
    count += 1
    let id = Array("r\(count)".utf8)
    let answer = try run(Request.script, [id] + request.arguments + [[UInt8(ascii: ".")]])
    guard case .array(let values) = answer, values.first == .text(id) else {
      throw RedisFailure(description: "ODD the reply to \(Request.script) is \(answer)")
    }
    return try request.reply(from: Array(values.dropFirst()))
  }

  /// Runs a script with an ARGV as it stands.
  func run(_ script: QueueScript, _ argv: [[UInt8]]) throws -> ReplyValue {
    if names[script] == nil {
      guard
        case .text(let name) = try scripts.call([
          Array("SCRIPT".utf8), Array("LOAD".utf8), script.script.text,
        ])
      else { throw RedisFailure(description: "ODD cannot load \(script)") }
      names[script] = name
    }
    return try scripts.call(
      [Array("EVALSHA".utf8), names[script] ?? [], Array("1".utf8), keys.root] + argv)
  }

  /// Runs a command of Redis.
  @discardableResult func redis(_ words: String...) throws -> ReplyValue {
    try connection.call(words.map { Array($0.utf8) })
  }

  /// The elements of a list, the next one to be popped last.
  func list(_ key: String) throws -> [String] { try strings("LRANGE", key, "0", "-1") }

  /// The texts of an array.
  func strings(_ words: String...) throws -> [String] {
    guard case .array(let values) = try connection.call(words.map { Array($0.utf8) }) else { return [] }
    return values.map {
      if case .text(let bytes) = $0 { String(decoding: bytes, as: UTF8.self) } else { "\($0)" }
    }
  }

  /// A text, or nil.
  func string(_ words: String...) throws -> String? {
    guard case .text(let bytes) = try connection.call(words.map { Array($0.utf8) }) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// All that is in the database, to tell that nothing has changed.
  func snapshot() throws -> [String: ReplyValue] {
    var all: [String: ReplyValue] = [:]
    for key in try strings("KEYS", "*") { all[key] = try redis("DUMP", key) }
    return all
  }
}

/// Runs `body` with an empty Redis in which `owner` is registered.
func withScripts<Result>(
  _ keys: KeySpace = KeySpace(), options: RedisOptions = RedisOptions(),
  _ body: (ScriptBench, OwnerID) throws -> Result
) throws -> Result {
  try withRedis(options) { redis in
    let bench = try ScriptBench(redis, keys: keys)
    let owner = OwnerID()
    try bench.send(RegisterRequest(owner: owner, ttl: .seconds(60)))
    return try body(bench, owner)
  }
}

extension ScriptBench {
  /// Asks for a message of a queue.
  func claim(
    _ owner: OwnerID, slot: Int = 0, _ sequence: UInt64, from queues: [String] = ["crawl"],
    lease: Duration = .seconds(60), mostBytes: Int = 1000
  ) throws -> ClaimRequest.Reply {
    try send(
      ClaimRequest(
        token: ClaimToken(owner: owner, slot: slot, sequence: sequence), lease: lease, mostBytes: mostBytes,
        sources: keys.sources(queues)))
  }

  /// Asks for a message of certain tasks.
  func express(_ token: ClaimToken, tasks: [String], from queues: [String] = ["crawl"]) throws
    -> ClaimRequest.Reply
  {
    try send(
      ExpressRequest(
        token: token, lease: .seconds(60), mostBytes: 1000, tasks: tasks, sources: keys.sources(queues)))
  }

  /// Takes a message that must be there.
  func taken(
    _ owner: OwnerID, slot: Int = 0, _ sequence: UInt64, from queues: [String] = ["crawl"],
    lease: Duration = .seconds(60)
  ) throws -> Claim {
    guard case .message(let claim) = try claim(owner, slot: slot, sequence, from: queues, lease: lease) else {
      throw RedisFailure(description: "ODD there is no message")
    }
    return claim
  }

  /// Ends a lease before its time.
  func expire(_ claim: Claim) throws { try redis("ZADD", root("lease"), "XX", "1", "\(claim.token)") }

  /// One of our keys.
  func root(_ name: String) -> String { String(decoding: keys.root, as: UTF8.self) + name }
}

extension Claim {
  /// The message as text.
  var text: String { String(decoding: raw, as: UTF8.self) }
}

extension [UInt8] {
  /// A text's bytes.
  init(_ text: String) { self = Array(text.utf8) }
}
