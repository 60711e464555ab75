// `devseo workers`: dispatchers that live, are late, or say nothing of themselves.

import Fixtures
import JSONText
import Processes
import Queue
import Testing

@Suite struct `Listing dispatchers` {
  private let info = WorkerInfo(
    name: "devseo@one", host: "one", processID: 7, queues: ["crawl", "email"], slots: 4, version: "1.2",
    startedSeconds: 1_800_000_000)

  @Test func `tells name, state and work of each`() throws {
    try withRedis { redis in
      let (owner, silent) = (OwnerID(), OwnerID())
      _ = try ask(redis, RegisterRequest(owner: owner, ttl: .seconds(600), info: info))
      _ = try ask(redis, RegisterRequest(owner: silent, ttl: .seconds(600)))
      try redis.cli("ZADD", "devseo:own", "XX", "1000", "\(silent)")
      try redis.cli("LPUSH", "crawl", "a")
      let token = ClaimToken(owner: owner, slot: 1, sequence: 1)
      _ = try ask(
        redis,
        ClaimRequest(token: token, lease: .seconds(600), mostBytes: 99, sources: keys.sources(["crawl"])))
      let ended = try run(redis, "workers")
      #expect(ended.status == .exited(0))
      #expect(
        ended.outputText == """
          NAME                      STATE  PID  SINCE                 VERSION  TASKS   QUEUES
          \(silent)  late   -    -                     -        0       -
          devseo@one                alive  7    2027-01-15T08:00:00Z  1.2      1 of 4  crawl,email

          """)
      let workers = try #require(try run(redis, "workers", "--json").result["workers"])
      #expect(workers[0]?["owner"] == .string("\(silent)"))
      #expect(workers[0]?["state"] == "late" && workers[0]?["lease_end"] == "1970-01-01T00:00:01Z")
      #expect(workers[1]?["state"] == "alive" && workers[1]?["in_flight"] == 1)
      #expect(workers[1]?["queues"] == ["crawl", "email"] && workers[1]?["pid"] == 7)
    }
  }

  @Test func `finds none where none has run`() throws {
    try withRedis { redis in
      let found = try run(redis, "workers")
      #expect(found.outputText == "no dispatchers\n")
      #expect(try run(redis, "workers", "--json").outputText == "{\"workers\":[]}\n")
    }
  }
}
