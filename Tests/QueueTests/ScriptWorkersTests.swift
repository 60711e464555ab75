// What dispatchers say of themselves, and what is known of them.

import Queue
import Testing

@Suite struct `The list of dispatchers` {
  private let info = WorkerInfo(
    name: "devseo@é", host: "é", processID: 7, queues: ["crawl", "email"], slots: 4, version: "1.2",
    startedSeconds: 1_800_000_000)

  @Test func `tells lease, claims and what each says of itself`() throws {
    try withScripts { bench, owner in
      let other = OwnerID()
      try bench.redis("LPUSH", "crawl", "a", "b")
      for _ in 1...2 { try bench.send(RegisterRequest(owner: other, ttl: .seconds(30), info: info)) }
      _ = try bench.taken(other, slot: 0, 1)
      _ = try bench.taken(other, slot: 1, 1)
      let reply = try bench.send(WorkersRequest())
      #expect(reply.workers.count == 2)
      let worker = try #require(reply.workers.first { $0.owner == other })
      #expect(worker.info == info && worker.claims == 2)
      #expect((0...30_000).contains(worker.leaseEndMilliseconds - reply.serverMilliseconds))
      let silent = try #require(reply.workers.first { $0.owner == owner })
      #expect(silent.info == nil && silent.claims == 0)
    }
  }

  @Test func `forgets those who leave or are known to be dead`() throws {
    try withScripts { bench, owner in
      try bench.send(RegisterRequest(owner: owner, ttl: .seconds(30), info: info))
      let other = OwnerID()
      try bench.send(RegisterRequest(owner: other, ttl: .seconds(30), info: info))
      try bench.send(ReleaseRequest(owner: owner))
      #expect(try bench.send(WorkersRequest()).workers.map(\.owner) == [other])
      try bench.send(ReapRequest(owner: other))
      #expect(try bench.send(WorkersRequest()).workers.isEmpty)
      #expect(try bench.redis("EXISTS", "devseo:info") == 0)
    }
  }

  @Test func `is empty where nobody has registered, and lives with what it cannot read`() throws {
    try withScripts { bench, owner in
      try bench.redis("HSET", "devseo:info", "\(owner)", "{}")
      let worker = try bench.send(WorkersRequest()).workers.first
      #expect(worker?.owner == owner && worker?.info == nil)
      try bench.redis("FLUSHALL")
      #expect(try bench.send(WorkersRequest()).workers.isEmpty)
    }
  }
}
