// What operators do with messages that wait: look at the parked ones, throw away those in lists.

import Queue
import Testing

@Suite struct `Messages that wait` {
  @Test func `for their time are listed with the soonest first`() throws {
    try withScripts { bench, owner in
      let raws: [[UInt8]] = [[0, 255, 10, 34], Array("5:x"), []]
      try bench.redis("LPUSH", "crawl\u{06}\u{16}3", "a")
      let claim = try bench.taken(owner, 1)
      let parked = raws.enumerated().map { number, raw in
        Effect.send(
          Dispatch(
            list: Array("mail\u{06}\u{16}3"), raw: raw,
            due: .at(milliseconds: 4_000_000_000_003 - Int64(number))))
      }
      try bench.send(CommitRequest(claim: claim, mostBytes: 9, effects: parked))
      let before = try bench.snapshot()
      let all = try bench.send(ScheduledRequest())
      #expect(all.count == 3)
      #expect(all.messages.map(\.raw) == raws.reversed())
      #expect(
        all.messages.map(\.dueMilliseconds) == [4_000_000_000_001, 4_000_000_000_002, 4_000_000_000_003])
      #expect(all.messages.allSatisfy { $0.list == Array("mail\u{06}\u{16}3") })
      #expect(all.messages.map(\.id) == [3, 2, 1].map { "\(claim.token)#\($0)" })
      let page = try bench.send(ScheduledRequest(start: 1, limit: 1))
      #expect(page.count == 3)
      #expect(page.messages == [all.messages[1]])
      #expect(try bench.send(ScheduledRequest(start: 3)).messages.isEmpty)
      #expect(try bench.snapshot() == before)
    }
  }

  @Test func `in lists are thrown away, and no others`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b", "c", "d")
      try bench.redis("LPUSH", "crawl\u{06}\u{16}9", "e")
      try bench.redis("LPUSH", "mail", "m")
      _ = try bench.taken(owner, slot: 0, 1)
      try bench.send(DeferRequest(claim: try bench.taken(owner, slot: 1, 1), due: .after(.seconds(99))))
      let purge = PurgeRequest(lists: [0, 3, 6, 9].map { bench.keys.list("crawl", step: $0) })
      #expect(try bench.send(purge) == .ok(count: 3))
      #expect(try bench.send(purge) == .ok(count: 0))
      #expect(try bench.list("mail") == ["m"])
      #expect(try bench.redis("ZCARD", "devseo:due") == 1)
      #expect(try bench.redis("ZCARD", "devseo:lease") == 1)
    }
  }

  @Test func `are not thrown away beside a key that is no list`() throws {
    try withScripts { bench, _ in
      try bench.redis("LPUSH", "crawl", "a")
      try bench.redis("SET", "odd", "1")
      let before = try bench.snapshot()
      let reply = try bench.send(PurgeRequest(lists: [Array("crawl"), Array("odd")]))
      #expect(reply == .refused(reason: "wrongtype", detail: "odd"))
      #expect(try bench.snapshot() == before)
    }
  }

  @Test func `can be looked at and thrown away where no dispatcher has run`() throws {
    try withScripts { bench, _ in
      try bench.redis("FLUSHALL")
      try bench.redis("LPUSH", "crawl", "a")
      #expect(try bench.send(ScheduledRequest()).count == 0)
      #expect(try bench.send(PurgeRequest(lists: [Array("crawl")])) == .ok(count: 1))
      #expect(try bench.redis("DBSIZE") == 0)
    }
  }
}
