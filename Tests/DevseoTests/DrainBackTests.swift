// `devseo drain-back`: everything goes back to Celery's lists, when nobody works on it.

import Fixtures
import Glibc
import JSONText
import Processes
import Queue
import Testing

@Suite struct `Draining back` {
  private let info = WorkerInfo(
    name: "devseo@one", host: "one", processID: 7, queues: ["crawl", "other"], slots: 4, version: "1.2",
    startedSeconds: 1_800_000_000)

  /// A dispatcher that holds two messages, has parked one, and has let one die.
  private func fill(_ redis: RedisServer) throws -> OwnerID {
    let owner = OwnerID()
    _ = try ask(redis, RegisterRequest(owner: owner, ttl: .seconds(600), info: info))
    try redis.cli("LPUSH", "other", "a", "b", "c", "d")
    let claims = try (0..<4).map { slot in
      let token = ClaimToken(owner: owner, slot: slot, sequence: 1)
      return try #require(
        try ask(
          redis,
          ClaimRequest(token: token, lease: .seconds(600), mostBytes: 99, sources: keys.sources(["other"]))
        ).claim)
    }
    _ = try ask(redis, DeferRequest(claim: claims[2], due: .after(.seconds(900))))
    _ = try ask(redis, DeadRequest(claim: claims[3], mostBytes: 99, reason: "no"))
    return owner
  }

  /// Parks so many messages, which are their numbers, as a dispatcher does.
  private func park(_ count: Int, _ redis: RedisServer) throws {
    try redis.cli(
      "EVAL",
      """
      for i = 1, \(count) do
        redis.call('ZADD', 'devseo:due', 4e12 + i, i)
        redis.call('HSET', 'devseo:duemsg', i, '5:crawl' .. i)
      end
      """, "0")
  }

  @Test func `waits for the last dispatcher to end, and says which one it is`() throws {
    try withRedis { redis in
      let owner = try fill(redis)
      let refused = try run(redis, "drain-back")
      #expect(refused.status == .exited(75))
      #expect(
        refused.errorText.hasPrefix(
          "cannot drain back: the dispatcher devseo@one lives, or was killed within its lease; stop it, or wait "
        ))
      #expect(try redis.cli("LLEN", "other") == "0")
      try redis.cli("ZADD", "devseo:own", "XX", "1000", "\(owner)")
      let ended = try run(redis, "drain-back")
      #expect(ended.status == .exited(0))
      #expect(
        ended.outputText == """
          gave back 3: 2 in flight, 1 parked
          dead letters stay: 1 (devseo dead list)

          """)
      #expect(try redis.cli("LRANGE", "other", "0", "-1") == "c\nb\na")
      #expect(try run(redis, "drain-back").outputText == "gave back 0: 0 in flight, 0 parked\n")
    }
  }

  @Test func `does not wait when it is forced, and tells machines what it did`() throws {
    try withRedis { redis in
      _ = try fill(redis)
      _ = try ask(redis, RevokeRequest(ids: ["x"]))
      let expected: JSON = ["in_flight": 2, "parked": 1, "failed": 0, "dead": 1, "revoked_untold": 1]
      #expect(try run(redis, "drain-back", "--force", "--json").result == expected)
    }
  }

  @Test func `goes on in batches until all of many are back`() throws {
    try withRedis { redis in
      let owner = OwnerID()
      _ = try ask(redis, RegisterRequest(owner: owner, ttl: .milliseconds(1)))
      try park(250, redis)
      #expect(try run(redis, "drain-back").outputText == "gave back 250: 0 in flight, 250 parked\n")
      #expect(try redis.cli("LINDEX", "crawl", "-1") == "1")
      #expect(try redis.cli("LINDEX", "crawl", "0") == "250")
      #expect(try redis.cli("EXISTS", "devseo:due", "devseo:duemsg", "devseo:own") == "0")
    }
  }

  @Test func `may be killed in the middle and started again: nothing is lost, and nothing is there twice`()
    throws
  {
    try withRedis { redis in
      let count = 100_000
      _ = try ask(redis, RegisterRequest(owner: OwnerID(), ttl: .milliseconds(1)))
      try park(count, redis)
      var program = Program(devseo)
      program.arguments = ["drain-back"]
      program.environment = ["REDIS_URL": redis.url]
      try withProgram(program) { running in
        try running.wait(for: "giving anything back") { try redis.cli("LLEN", "crawl") != "0" }
        running.send(signal: SIGKILL)
        _ = try running.ended()
      }
      let left = Int(try redis.cli("ZCARD", "devseo:due")) ?? 0
      #expect((1..<count).contains(left))
      #expect(try run(redis, "drain-back").outputText == "gave back \(left): 0 in flight, \(left) parked\n")
      let isWhole = try redis.cli(
        "EVAL",
        """
        for place, message in ipairs(redis.call('LRANGE', 'crawl', 0, -1)) do
          if message ~= tostring(\(count) + 1 - place) then return place end
        end
        return redis.call('LLEN', 'crawl')
        """, "0")
      #expect(isWhole == "\(count)")
    }
  }

  @Test func `says that no dispatcher has run where none has`() throws {
    try withRedis { redis in
      let ended = try run(redis, "drain-back")
      #expect(ended.status == .exited(69))
      #expect(ended.errorText.contains("no dispatcher has run on this database yet"))
    }
  }
}
