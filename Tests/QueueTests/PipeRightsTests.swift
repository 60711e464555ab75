// Passwords, users, rights and errors: what the pipe does not repeat for ever, and what it never shows.

import Fixtures
import Glibc
import Testing

@testable import Queue

@Suite struct `Rights and errors of a pipe to Redis` {
  @Test func `a password is used, also by a second redis-cli and in another database`() throws {
    try withPipe(RedisOptions(tcp: true, password: "p w\"\\é%"), database: 2) { pipe, redis in
      let count = PipeRequest(.lua("return {ARGV[1], redis.call('INCR', 'here')}"))
      #expect(try pipe.call(count) == [1])
      try redis.cli("CLIENT", "KILL", "TYPE", "normal")
      #expect(try pipe.call(count) == [2])
      #expect(try redis.cli("-n", "2", "GET", "here") == "2")
    }
  }

  @Test func `a password is neither in the arguments nor in the environment of redis-cli`() throws {
    try withPipe(RedisOptions(password: "swordfish")) { pipe, _ in
      _ = try pipe.call(PipeRequest(.echo, "x"))
      let process = try #require(pipe.processID)
      let arguments = try contents(of: "/proc/\(process)/cmdline")
      let variables = try contents(of: "/proc/\(process)/environ")
      #expect(String(decoding: arguments, as: UTF8.self).contains("--askpass"))
      #expect(!String(decoding: arguments + variables, as: UTF8.self).contains("swordfish"))
      let names = variables.split(separator: 0).map { $0.prefix { $0 != UInt8(ascii: "=") } }
      #expect(names.map { String(decoding: $0, as: UTF8.self) }.sorted() == ["LANG", "MALLOC_CONF", "PATH"])
    }
  }

  @Test(arguments: [nil, "wrong"])
  func `a missing or wrong password is reported and not tried again`(password: String?) throws {
    try withRedis(RedisOptions(password: "right")) { redis in
      let address = RedisAddress(.socket(path: redis.socket), password: password.map { Array($0.utf8) })
      let pipe = try RedisPipe(address)
      defer { pipe.close() }
      let error = try #require(pipe.failure(PipeRequest(.echo, "x")))
      #expect(error.code == .configuration)
      #expect(error.description.contains(password == nil ? "NOAUTH" : "WRONGPASS"))
      #expect(!error.description.contains("wrong"))
      #expect(pipe.processID == nil)
      #expect(pipe.nextDeadline == nil)
      // Once it is right, so are the next requests.
      try redis.cli("CONFIG", "SET", "requirepass", password ?? "")
      #expect(try pipe.call(PipeRequest(.echo, "y")) == ["y"])
    }
  }

  @Test func `a password that nobody asked for is reported`() throws {
    try withRedis { redis in
      let pipe = try RedisPipe(RedisAddress(.socket(path: redis.socket), password: Array("x".utf8)))
      defer { pipe.close() }
      #expect(pipe.failure(PipeRequest(.echo, "x"))?.code == .configuration)
    }
  }

  @Test func `a database that does not exist is reported, and nothing is done in another`() throws {
    try withPipe(database: 99) { pipe, redis in
      let error = pipe.failure(PipeRequest(.count, "x"))
      #expect(error?.code == .configuration)
      #expect(error?.description.contains("SELECT failed: ERR DB index is out of range") == true)
      let exists = try redis.cli("EXISTS", "asked")
      #expect(exists == "0")
    }
  }

  @Test func `a user without a right is told so, and may use others`() throws {
    try withRedis { redis in
      let rights = ["+evalsha", "+script|load", "+info", "+get", "+set", "~devseo:*", "~free"]
      try redis.cli(["ACL", "SETUSER", "limited", "on", ">pw"] + rights)
      let password = Array("pw".utf8)
      let pipe = try RedisPipe(
        RedisAddress(.socket(path: redis.socket), user: "limited", password: password))
      defer { pipe.close() }
      #expect(try pipe.call(PipeRequest(.lua("redis.call('SET', 'free', '1') return {ARGV[1]}"))) == [])
      for lua in ["redis.call('INCR', 'free')", "redis.call('SET', 'other', '1')"] {
        let error = pipe.failure(PipeRequest(.lua(lua)))
        #expect(error?.code == .configuration)
      }
      try redis.cli("ACL", "SETUSER", "limited", "-evalsha")
      #expect(pipe.failure(PipeRequest(.echo, "x"))?.description.contains("NOPERM") == true)
    }
  }

  @Test func `a user who may not run INFO is greeted without knowing the server`() throws {
    try withRedis { redis in
      try redis.cli(
        "ACL", "SETUSER", "limited", "on", "nopass", "+evalsha", "+script|load", "+get", "~devseo:*")
      let pipe = try RedisPipe(try RedisAddress(parsing: "unix://limited@\(redis.socket)"))
      defer { pipe.close() }
      #expect(try pipe.call(PipeRequest(.echo, "x")) == ["x"])
      #expect(pipe.greeting?.redisVersion == "")
    }
  }

  @Test(arguments: [
    "return redis.call('LPUSH', 'text', '1')", "return redis.error_reply('TRUNCATED cut')", "return nowhere",
    "return return", "return redis.error_reply('ODD word')",
    "return {ARGV[1], redis.error_reply('ERR within')}",
    "return {}", "return 1", "return ARGV[1]", "return {'another id'}",
  ])
  func `a script that cannot succeed is a bug and not repeated for ever`(lua: String) throws {
    try withPipe { pipe, redis in
      try redis.cli("SET", "text", "x")
      let error = try #require(pipe.failure(PipeRequest(.lua(lua))))
      #expect(error.code == .bug)
      #expect(error.description.hasPrefix("cannot run the script \(lua): "))
      #expect(try pipe.call(PipeRequest(.echo, "y")) == ["y"])
    }
  }

  @Test func `what passes is waited for by the same redis-cli`() throws {
    try withPipe { pipe, redis in
      _ = try pipe.call(PipeRequest(.echo, "x"))
      let process = pipe.processID
      try redis.cli("CONFIG", "SET", "maxmemory", "1")
      var outcomes = pipe.ask(PipeRequest(.count, "x"))
      while outcomes.isEmpty { outcomes = pipe.waitAndHandle() }
      guard case .trouble(let reason)? = outcomes.first else { throw Surprise() }
      #expect(reason.hasPrefix("OOM"))
      try redis.cli("CONFIG", "SET", "maxmemory", "0")
      #expect(pipe.waitForReply() == ["1"])
      #expect(pipe.processID == process)
    }
  }

  @Test func `a replica is given up for whatever answers to its name next`() throws {
    try withPipe { pipe, redis in
      _ = try pipe.call(PipeRequest(.count, "x"))
      try redis.cli("REPLICAOF", "127.0.0.1", "1")
      var outcomes = pipe.ask(PipeRequest(.count, "y"))
      while !outcomes.contains(where: { if case .trouble = $0 { true } else { false } }) {
        outcomes = pipe.waitAndHandle()
      }
      #expect(pipe.processID == nil)
      try redis.cli("REPLICAOF", "NO", "ONE")
      #expect(pipe.waitForReply() == ["2"])
    }
  }

  private struct Surprise: Error {}
}
