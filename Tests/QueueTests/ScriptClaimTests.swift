// Claims: repeated, gone, stale; the order of lists; what cannot be taken.

import Queue
import Testing

@Suite struct `A claim` {
  @Test func `takes the oldest message byte for byte`() throws {
    try withScripts { bench, owner in
      let raw: [UInt8] = [0, 255, 10, 13, 34, 92] + Array("last".utf8)
      _ = try bench.connection.call([Array("LPUSH"), Array("crawl"), raw, Array("younger")])
      let claim = try bench.taken(owner, 1)
      #expect(claim.raw == raw)
      #expect(claim.queue == "crawl")
      #expect(claim.attempts == 1)
      #expect(try bench.list("crawl") == ["younger"])
    }
  }

  @Test func `gives the same message when repeated, with a new lease`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      let claim = try bench.taken(owner, 1)
      try bench.expire(claim)
      #expect(try bench.claim(owner, 1) == .repeated(claim))
      #expect(try bench.list("crawl") == ["b"])
      #expect(try bench.send(ReapRequest()).claims.isEmpty)
    }
  }

  @Test func `is gone after its commit, and stale after a later one`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      let claim = try bench.taken(owner, 1)
      try bench.send(CommitRequest(claim: claim, mostBytes: 1000))
      #expect(try bench.claim(owner, 1) == .gone)
      _ = try bench.taken(owner, 2)
      #expect(try bench.claim(owner, 1) == .stale)
      #expect(try bench.list("crawl") == [])
    }
  }

  @Test func `that found nothing leaves its number free`() throws {
    try withScripts { bench, owner in
      #expect(try bench.claim(owner, 1) == .empty)
      try bench.redis("LPUSH", "crawl", "a")
      #expect(try bench.taken(owner, 1).text == "a")
    }
  }

  @Test func `of another slot has numbers of its own`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      #expect(try bench.taken(owner, slot: 0, 7).text == "a")
      #expect(try bench.taken(owner, slot: 1, 1).text == "b")
    }
  }

  @Test func `by an unknown owner takes nothing`() throws {
    try withScripts { bench, _ in
      try bench.redis("LPUSH", "crawl", "a")
      #expect(try bench.claim(OwnerID(), 1) == .unregistered)
      #expect(try bench.list("crawl") == ["a"])
    }
  }

  @Test func `serves the plain list first, then 3, 6 and 9, whatever the queue`() throws {
    try withScripts { bench, owner in
      for step in ["\u{06}\u{16}9", "\u{06}\u{16}6", "\u{06}\u{16}3", ""] {
        try bench.redis("LPUSH", "crawl" + step, "crawl\(step.suffix(1))")
        try bench.redis("LPUSH", "mail" + step, "mail\(step.suffix(1))")
      }
      let order = try (1...8).map { try bench.taken(owner, $0, from: ["mail", "crawl"]).text }
      #expect(order == ["mail", "crawl", "mail3", "crawl3", "mail6", "crawl6", "mail9", "crawl9"])
    }
  }

  @Test func `lets the caller turn the order of its queues`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "c1", "c2")
      try bench.redis("LPUSH", "mail", "m1", "m2")
      var queues = ["crawl", "mail"]
      var order: [String] = []
      for sequence in UInt64(1)...4 {
        order.append(try bench.taken(owner, sequence, from: queues).text)
        queues.append(queues.removeFirst())
      }
      #expect(order == ["c1", "m1", "c2", "m2"])
    }
  }

  @Test func `puts a message that is too large among the dead letters`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl\u{06}\u{16}3", String(repeating: "x", count: 1001), "fits")
      guard case .oversize("crawl", 1001, let letter) = try bench.claim(owner, 1) else {
        Issue.record("the message was not too large")
        return
      }
      let dead = try bench.list("devseo:dead:crawl")
      #expect(dead.count == 1)
      #expect(dead.first?.contains(#""id":"\#(letter)","reason":"oversize","queue":"crawl""#) == true)
      #expect(dead.first?.hasSuffix("\n" + String(repeating: "x", count: 1001)) == true)
      #expect(try bench.taken(owner, 1).text == "fits")
    }
  }

  @Test func `goes on past a key that is no list, and says so when there is nothing else`() throws {
    try withScripts { bench, owner in
      try bench.redis("SET", "crawl", "not a list")
      try bench.redis("LPUSH", "mail", "m")
      #expect(try bench.taken(owner, 1, from: ["crawl", "mail"]).text == "m")
      let failure = #expect(throws: RedisFailure.self) { try bench.claim(owner, 2, from: ["crawl", "mail"]) }
      #expect(failure?.code == "WRONGTYPE")
    }
  }

  @Test func `begins nothing without memory, though a commit still ends`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      let claim = try bench.taken(owner, 1)
      try bench.redis("CONFIG", "SET", "maxmemory", "1")
      let before = try bench.list("crawl")
      let failure = #expect(throws: RedisFailure.self) { try bench.claim(owner, 2) }
      #expect(failure?.code == "OOM")
      let send = Effect.send(Dispatch(list: Array("mail"), raw: Array("m")))
      #expect(
        try bench.send(CommitRequest(claim: claim, mostBytes: 1000, effects: [send])) == .ok(sent: 1))
      #expect(try bench.list("crawl") == before)
      #expect(try bench.list("mail") == ["m"])
    }
  }

  @Test func `has a higher fence than any before, also when the last one is lost`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b", "c", "d")
      let first = try bench.taken(owner, 1).fence
      let second = try bench.taken(owner, 2).fence
      try bench.redis("DEL", "devseo:fence")
      let third = try bench.taken(owner, 3).fence
      // A clock that was set back.
      try bench.redis("SET", "devseo:fence", "8000000000000000")
      let fourth = try bench.taken(owner, 4).fence
      #expect(first < second)
      #expect(second < third)
      #expect(fourth == Fence(8_000_000_000_000_001))
    }
  }
}
