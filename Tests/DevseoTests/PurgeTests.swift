// `devseo purge`: only what was meant goes, and only when it was meant.

import Fixtures
import JSONText
import Processes
import Queue
import Testing

@Suite struct `Purging queues` {
  private func fill(_ redis: RedisServer) throws {
    try redis.cli("LPUSH", "crawl", "a", "b")
    try redis.cli("LPUSH", "crawl\u{06}\u{16}9", "c")
    try redis.cli("LPUSH", "email", "d")
  }

  @Test func `throws away all priorities of the queues that are named`() throws {
    try withRedis { redis in
      try fill(redis)
      let ended = try run(redis, "purge", "crawl", "crawl", "other", "--yes")
      #expect(ended.status == .exited(0))
      #expect(ended.outputText == "purged 3\n")
      #expect(try redis.cli("KEYS", "*") == "email")
      #expect(try run(redis, "purge", "email", "-y", "--json").outputText == "{\"purged\":1}\n")
    }
  }

  @Test func `wants to be told so where nobody can be asked`() throws {
    try withRedis { redis in
      try fill(redis)
      let ended = try run(redis, "purge", "crawl")
      #expect(ended.status == .exited(64))
      #expect(
        ended.errorText
          == "cannot purge crawl without being asked to: give --yes where there is no terminal\n")
      #expect(try redis.cli("LLEN", "crawl") == "2")
      #expect(try run(redis, "purge").status == .exited(64))
    }
  }

  @Test(arguments: [("y\n", 0, "0"), ("n\n", 1, "2"), ("\n", 1, "2"), ("\u{04}", 1, "2")])
  func `asks a person`(_ answer: String, _ status: Int32, _ left: String) throws {
    try withRedis { redis in
      try fill(redis)
      var program = Program(devseo)
      program.arguments = ["purge", "crawl", "email"]
      program.environment = ["REDIS_URL": redis.url]
      (program.input, program.errors) = (.terminal, .terminal)
      let ended = try withProgram(program) { running in
        try running.wait(forErrors: "throw away 4 messages of crawl, email? [y/N] ")
        running.type(answer)
        return try running.ended()
      }
      #expect(ended.status == .exited(status))
      #expect(try redis.cli("LLEN", "crawl") == left)
    }
  }

  @Test func `throws nothing away beside a key that is no list`() throws {
    try withRedis { redis in
      try fill(redis)
      try redis.cli("SET", "odd", "1")
      let ended = try run(redis, "purge", "crawl", "odd", "--yes")
      #expect(ended.status == .exited(65))
      #expect(
        ended.errorText
          == "cannot purge crawl, odd: the key odd is no list of messages; nothing was thrown away\n")
      #expect(try redis.cli("LLEN", "crawl") == "2")
    }
  }
}
