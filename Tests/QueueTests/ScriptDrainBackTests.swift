// The way back to Celery's workers: everything that dispatchers hold lies in its list again.

import Testing

@testable import Queue

@Suite struct `What dispatchers hold` {
  private func done(
    _ claims: Int, _ parked: Int, buried: Int = 0, left: (claims: Int, parked: Int) = (0, 0)
  ) -> DrainBackRequest.Reply {
    .done(
      .init(claims: claims, parked: parked, buried: buried, claimsLeft: left.claims, parkedLeft: left.parked))
  }

  /// Lets an owner be dead.
  private func kill(_ owner: OwnerID, _ bench: ScriptBench) throws {
    try bench.redis("ZADD", "devseo:own", "XX", "1", "\(owner)")
  }

  @Test func `is back in its lists in order, byte for byte, and nothing of the holders is left`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b", "c\u{07}\"é\\", "d", "e", "waiting")
      for slot in 0..<5 { _ = try bench.taken(owner, slot: slot, 1) }
      try bench.send(DeferRequest(claim: try claim(owner, 3, bench), due: .after(.seconds(900))))
      try bench.send(
        DeferRequest(claim: try claim(owner, 4, bench), due: .after(.seconds(60)), isNext: true))
      try bench.redis("SET", "devseo:att:x", "1")
      try kill(owner, bench)
      #expect(try bench.send(DrainBackRequest()) == done(3, 2))
      #expect(try bench.list("crawl") == ["d", "e", "waiting", "c\u{07}\"é\\", "b", "a"])
      #expect(
        try bench.strings("KEYS", "devseo:*").sorted() == [
          "devseo:att:x", "devseo:done", "devseo:fence", "devseo:ver",
        ])
      #expect(try bench.send(DrainBackRequest()) == done(0, 0))
    }
  }

  private func claim(_ owner: OwnerID, _ slot: Int, _ bench: ScriptBench) throws -> Claim {
    guard case .repeated(let claim) = try bench.claim(owner, slot: slot, 1) else {
      throw RedisFailure(description: "ODD the claim is not held")
    }
    return claim
  }

  @Test func `stays while one of them lives, unless it is forced`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      _ = try bench.taken(owner, 1)
      let before = try bench.snapshot()
      guard case .alive(owner, let left, nil) = try bench.send(DrainBackRequest()) else {
        Issue.record("it was done")
        return
      }
      #expect((1...60_000).contains(left))
      #expect(try bench.snapshot() == before)
      #expect(try bench.send(DrainBackRequest(force: true)) == done(1, 0))
      #expect(try bench.list("crawl") == ["a"])
      // Whoever lived after all learns that it holds nothing any more.
      #expect(try bench.send(CommitRequest(claim: bench.lost(owner), mostBytes: 9)) == .lost)
      #expect(try bench.claim(owner, 2) == .unregistered)
    }
  }

  @Test func `goes so many at a time, in the same order`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b", "c", "d", "e")
      for slot in 0..<5 { _ = try bench.taken(owner, slot: slot, 1) }
      for (slot, seconds) in [(3, 60), (4, 90)] {
        try bench.send(DeferRequest(claim: try claim(owner, slot, bench), due: .after(.seconds(seconds))))
      }
      try kill(owner, bench)
      #expect(try bench.send(DrainBackRequest(most: 2)) == done(2, 0, left: (1, 2)))
      #expect(try bench.send(DrainBackRequest(most: 2)) == done(1, 1, left: (0, 1)))
      // The first one goes whatever its size.
      #expect(try bench.send(DrainBackRequest(mostBytes: 0)) == done(0, 1))
      #expect(try bench.list("crawl") == ["e", "d", "c", "b", "a"])
    }
  }

  @Test func `does not run again when it was acknowledged early and had begun`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      let ending = Effect.result(
        ResultWrite(
          database: 0, home: 0, key: Array("result".utf8), lifetimeSeconds: 9, value: .whole(Array("{}".utf8))
        ))
      let early = try bench.taken(owner, slot: 0, 1)
      try bench.send(MarkRequest(claim: early, mostBytes: 9, isEarly: true, ending: [ending]))
      _ = try bench.taken(owner, slot: 1, 1)
      try kill(owner, bench)
      #expect(try bench.send(DrainBackRequest()) == done(1, 0, buried: 1))
      #expect(try bench.list("crawl") == ["b"])
      #expect(try bench.list("devseo:dead:crawl").count == 1)
      #expect(try bench.string("GET", "result") == "{}")
    }
  }

  @Test func `stays where a list is none, as a dead letter, and where it may not be written`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "secret", "x")
      try bench.redis("LPUSH", "crawl", "a")
      _ = try bench.taken(owner, slot: 0, 1, from: ["crawl"])
      let secret = try bench.taken(owner, slot: 1, 1, from: ["secret"])
      try bench.send(DeferRequest(claim: secret, due: .after(.seconds(60))))
      try bench.redis("SET", "crawl", "text")
      try kill(owner, bench)
      try bench.runScripts(by: AccessList.installed())
      #expect(try bench.send(DrainBackRequest()) == .refused(reason: "forbidden", detail: "secret"))
      #expect(try bench.list("devseo:dead:crawl").count == 1)
      #expect(try bench.string("HGET", "devseo:duemsg", "\(secret.token)") == "6:secretx")
    }
  }
}

extension ScriptBench {
  /// A claim that an owner had.
  fileprivate func lost(_ owner: OwnerID) -> Claim {
    Claim(
      token: ClaimToken(owner: owner, slot: 0, sequence: 1), fence: Fence(1), list: Array("crawl".utf8),
      queue: "crawl", attempts: 1, mayBeRevoked: false, raw: Array("a".utf8))
  }
}
