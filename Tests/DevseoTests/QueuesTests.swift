// `devseo queues`: the numbers, with and without a dispatcher's keys.

import Fixtures
import JSONText
import Processes
import Queue
import Testing

@Suite struct `Counting queues` {
  @Test func `works where no dispatcher has run, over all priorities`() throws {
    try withRedis { redis in
      try redis.cli("LPUSH", "crawl", "a", "b")
      try redis.cli("LPUSH", "crawl\u{06}\u{16}9", "c")
      let ended = try run(redis, "queues")
      #expect(ended.status == .exited(0))
      #expect(
        ended.outputText == """
          QUEUE   WAITING  IN FLIGHT  DEAD
          celery        0          0     0
          crawl         3          0     0
          email         0          0     0

          in all queues: 0 parked, 0 in flight

          """)
    }
  }

  @Test func `tells claimed, parked and dead messages`() throws {
    try withRedis { redis in
      let owner = OwnerID()
      _ = try ask(redis, RegisterRequest(owner: owner, ttl: .seconds(60)))
      try redis.cli("LPUSH", "crawl", "a", "b", "c", "d")
      func claim(_ slot: Int) throws -> Claim {
        let token = ClaimToken(owner: owner, slot: slot, sequence: 1)
        let reply = try ask(
          redis,
          ClaimRequest(token: token, lease: .seconds(60), mostBytes: 99, sources: keys.sources(["crawl"])))
        return try #require(reply.claim)
      }
      _ = try ask(redis, DeadRequest(claim: try claim(1), mostBytes: 99, reason: "no"))
      _ = try ask(redis, DeferRequest(claim: try claim(2), due: .after(.seconds(99))))
      _ = try claim(3)
      let ended = try run(redis, "queues", "crawl", "--json")
      let expected: JSON = [
        "queues": [
          [
            "queue": "crawl", "waiting": 1, "priorities": ["0": 1, "3": 0, "6": 0, "9": 0], "in_flight": 1,
            "dead": 1,
          ]
        ], "parked": 1, "in_flight": 1,
      ]
      #expect(try ended.result == expected)
    }
  }

  @Test func `refuses a key that is no list`() throws {
    try withRedis { redis in
      try redis.cli("SET", "odd", "1")
      let ended = try run(redis, "queues", "odd")
      #expect(ended.status == .exited(65))
      #expect(ended.errorText == "cannot count the queues: the key odd is no list of messages\n")
    }
  }
}
