// The scripts that the tests of the pipe run, and how they are asked for.

import Fixtures
import Glibc

@testable import Queue

extension Script {
  fileprivate init(_ name: String, _ lua: String) {
    self.init(name: name, text: Array(lua.utf8))
  }

  /// Gives back its arguments.
  static let echo = Script(
    "echo",
    """
    local reply = {}
    for index = 1, #ARGV - 1 do reply[index] = ARGV[index] end
    return reply
    """)

  /// Gives back length and SHA-1 of its first argument.
  static let measure = Script("measure", "return {ARGV[1], #ARGV[2], redis.sha1hex(ARGV[2])}")

  /// Counts a token once, however often it is asked to, and counts the askings too; obeys the sentinel.
  static let count = Script(
    "count",
    """
    if ARGV[#ARGV] ~= "." then return redis.error_reply("TRUNCATED the request was cut") end
    redis.call("INCR", "asked")
    if redis.call("SADD", "tokens", ARGV[2]) == 1 then redis.call("INCR", "counted") end
    return {ARGV[1], redis.call("GET", "counted")}
    """)

  /// Puts its arguments into a list, and gives back the list.
  static let store = Script(
    "store",
    """
    redis.call("DEL", KEYS[1])
    for index = 2, #ARGV - 1 do redis.call("RPUSH", KEYS[1], ARGV[index]) end
    return {ARGV[1], redis.call("LRANGE", KEYS[1], 0, -1)}
    """)

  /// Any Lua, after the id.
  static func returning(_ lua: String) -> Script { Script("returning \(lua)", "return {ARGV[1], \(lua)}") }

  /// Any Lua.
  static func lua(_ lua: String) -> Script { Script(lua, lua) }
}

extension PipeRequest {
  /// A request whose arguments are texts.
  init(_ script: Script, _ first: String, _ texts: String..., deadline: Duration = .seconds(5)) {
    self.init(script, arguments: ([first] + texts).map { Array($0.utf8) }, deadline: deadline)
  }
}

/// Runs `body` with a private server and a pipe to it.
func withPipe<Result>(
  _ options: RedisOptions = RedisOptions(), database: Int = 0,
  _ body: (RedisPipe, RedisServer) throws -> Result
) throws -> Result {
  try withRedis(options) { redis in
    let pipe = try RedisPipe(try RedisAddress(parsing: redis.url(database: database)))
    defer { pipe.close() }
    return try body(pipe, redis)
  }
}

extension RedisPipe {
  /// The error of a call that must fail.
  func failure(_ request: PipeRequest, patience: Duration = .seconds(30)) -> PipeError? {
    do {
      _ = try call(request, patience: patience)
      return nil
    } catch {
      return error
    }
  }

  /// One turn of a loop of poll.
  func waitAndHandle() -> [Outcome] {
    var polled = interests.map { pollfd(fd: $0.descriptor, events: $0.events, revents: 0) }
    let left = nextDeadline.map { ContinuousClock.now.duration(to: $0) } ?? .seconds(10)
    let milliseconds =
      left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1
    poll(&polled, nfds_t(polled.count), Int32(clamping: max(0, milliseconds)))
    return handle(
      readable: polled.first.map { $0.revents != 0 } ?? false,
      writable: polled.count > 1 && polled[1].revents != 0)
  }

  /// What the script that was asked for returned, however many turns it takes.
  func waitForReply() -> [ReplyValue]? {
    while isBusy {
      for outcome in waitAndHandle() {
        switch outcome {
        case .reply(let values): return values
        case .failure: return nil
        case .greeting, .trouble: break
        }
      }
    }
    return nil
  }
}

/// Waits until a redis-cli has passed on what it was given, and sleeps until the server answers.
func waitUntilWaiting(_ process: Int32) throws {
  for _ in 0..<5000 {
    // The number of the system call that it sleeps in, and its first argument; descriptor 0 is its stdin.
    let words = String(decoding: try contents(of: "/proc/\(process)/syscall"), as: UTF8.self).split(
      separator: " ")
    if words.count > 1, words[1] != "0x0" { return }
    usleep(1000)
  }
}

extension RedisServer {
  /// The SHA-1 of a script, which is loaded.
  func sha(of script: Script) throws -> [UInt8] {
    Array(try cli("SCRIPT", "LOAD", String(decoding: ReplyFrame.framed(script.text), as: UTF8.self)).utf8)
  }
}
