// `devseo scheduled`: what is parked, readable or not.

import Fixtures
import JSONText
import Processes
import Queue
import Testing

@Suite struct `Listing what waits for its time` {
  /// Parks a message, due so many seconds after 2027-01-15T08:00:00Z.
  private func park(_ raw: [UInt8], _ redis: RedisServer, slot: Int, after seconds: Int64) throws {
    let owner = OwnerID()
    _ = try ask(redis, RegisterRequest(owner: owner, ttl: .seconds(60)))
    _ = try ask(redis, SendRequest(deliveryTag: "\(slot)", list: keys.list("crawl", step: 3), raw: raw))
    let token = ClaimToken(owner: owner, slot: slot, sequence: 1)
    let reply = try ask(
      redis,
      ClaimRequest(token: token, lease: .seconds(60), mostBytes: 9999, sources: keys.sources(["crawl"])))
    let due = Moment.at(milliseconds: (1_800_000_000 + seconds) * 1000)
    _ = try ask(redis, DeferRequest(claim: try #require(reply.claim), due: due))
  }

  @Test func `tells when, which task and which queue, the soonest first`() throws {
    try withRedis { redis in
      var task = NewTask(task: "app.crawl", id: "id-1", queue: "crawl", keywordArguments: [:])
      task.priority = 3
      let raw = EnvelopeWriter(origin: "gen1@test").envelope(of: task, deliveryTag: "tag")
      try park(raw, redis, slot: 1, after: 60)
      try park([0xFF, 0x1B], redis, slot: 2, after: 0)
      let ended = try run(redis, "scheduled")
      #expect(
        ended.outputText == """
          DUE                   QUEUE  TRIES  TASK       ID
          2027-01-15T08:00:00Z  crawl  -      -          -
          2027-01-15T08:01:00Z  crawl  0      app.crawl  id-1

          """)
      let page = try run(redis, "scheduled", "--limit", "1")
      #expect(page.outputText.hasSuffix("\n1 of 2; --limit shows more\n"))
      let machine = try run(redis, "scheduled", "--json").result
      #expect(machine["count"] == 2)
      #expect(machine["messages"]?[0]?["task"] == .null && machine["messages"]?[0]?["bytes"] == 2)
      #expect(machine["messages"]?[1]?["id"] == "id-1" && machine["messages"]?[1]?["queue"] == "crawl")
      #expect(try redis.cli("ZCARD", "devseo:due") == "2")
    }
  }

  @Test func `finds nothing where no dispatcher has run`() throws {
    try withRedis { redis in
      let found = try run(redis, "scheduled")
      #expect(found.outputText == "nothing waits for its time\n")
      #expect(found.status == .exited(0))
      #expect(try run(redis, "scheduled", "--limit", "0").status == .exited(64))
    }
  }
}
