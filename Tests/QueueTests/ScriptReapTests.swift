// What becomes of claims whose holder is gone: reap, release, and the mark that prepares for it.

import Glibc
import Queue
import Testing

@Suite struct `A claim without its holder` {
  @Test func `returns to the end of its list that is popped next`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b", "c")
      let claims = [
        try bench.taken(owner, slot: 0, 1), try bench.taken(owner, slot: 1, 1),
      ]
      try claims.forEach { try bench.expire($0) }
      let ended = try bench.send(ReapRequest()).claims
      #expect(ended.map(\.fate) == [.returned, .returned])
      #expect(try bench.list("crawl") == ["c", "b", "a"])
      #expect(try bench.send(ReapRequest()).claims.isEmpty)
      let again = try bench.taken(OwnerID(from: bench), 1)
      #expect(again.text == "a")
      #expect(again.attempts == 2)
    }
  }

  @Test func `is left alone until its lease of some milliseconds has ended`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      let long = try bench.taken(owner, slot: 0, 1)
      let short = try bench.taken(owner, slot: 1, 1, lease: .milliseconds(3))
      var ended: [EndedClaim] = []
      for _ in 0..<1000 where ended.isEmpty {
        ended = try bench.send(ReapRequest()).claims
        usleep(1000)
      }
      #expect(ended.map(\.token) == [short.token])
      #expect(try bench.claim(owner, slot: 0, 1) == .repeated(long))
      #expect(try bench.claim(owner, slot: 1, 1) == .gone)
    }
  }

  @Test func `that ended more than ten minutes ago is forgotten by the next beat, and no other`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      let (old, young) = (try bench.taken(owner, slot: 0, 1), try bench.taken(owner, slot: 1, 1))
      let ends = [old, young].map { CommitRequest(claim: $0, mostBytes: 99) }
      for end in ends { #expect(try bench.send(end) == .ok(sent: 0)) }
      try bench.redis("ZINCRBY", bench.root("done"), "-600001", "\(old.token)#\(old.fence)")
      #expect(try ends.map { try bench.send($0) } == [.already, .already])
      try bench.send(BeatRequest(owner: owner, ttl: .seconds(60), lease: .seconds(60), tokens: []))
      #expect(try ends.map { try bench.send($0) } == [.lost, .already])
    }
  }

  @Test func `is kept by beats, which tell what is lost`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      let kept = try bench.taken(owner, slot: 0, 1)
      let lost = try bench.taken(owner, slot: 1, 1)
      try bench.expire(lost)
      try bench.send(ReapRequest())
      try bench.expire(kept)
      let beat = BeatRequest(
        owner: owner, ttl: .seconds(60), lease: .seconds(60), tokens: [kept.token, lost.token])
      guard case .renewed(_, let tokens) = try bench.send(beat) else {
        Issue.record("the beat was not accepted")
        return
      }
      #expect(tokens == [lost.token])
      #expect(try bench.send(ReapRequest()).claims.isEmpty)
      var stranger = beat
      stranger.owner = OwnerID()
      #expect(try bench.send(stranger) == .unregistered)
    }
  }

  @Test func `waits from its second delivery on, and dies of its last`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      var fates: [EndedClaim.Fate] = []
      for sequence in UInt64(1)...4 {
        let claim = try bench.taken(owner, sequence)
        #expect(claim.attempts == Int(sequence))
        try bench.send(MarkRequest(claim: claim, mostBytes: 9, isEarly: false, ending: [failure]))
        try bench.expire(claim)
        fates += try bench.send(
          ReapRequest(mostDeliveries: 4, backoff: .seconds(100), longestBackoff: .seconds(150))
        ).claims.map(\.fate)
        if let wait = try bench.string("ZSCORE", "devseo:due", "\(claim.token)").flatMap(Int.init) {
          let now = Int(try bench.strings("TIME")[0]) ?? 0
          let seconds = sequence == 2 ? 100 : 150
          #expect((now + seconds - 20...now + seconds + 1).contains(wait / 1000))
          try bench.redis("ZADD", "devseo:due", "1", "\(claim.token)")
          try bench.send(PromoteRequest())
        }
      }
      #expect(fates == [.returned, .parked, .parked, .deliveredTooOften])
      #expect(try bench.list("devseo:dead:crawl").count == 1)
      #expect(try bench.string("GET", "result")?.hasPrefix("before 20") == true)
      #expect(try bench.strings("KEYS", "devseo:att:*") == [])
    }
  }

  /// A result whose date the server puts in.
  private var failure: Effect {
    .result(
      ResultWrite(
        database: 0, home: 0, key: Array("result"), lifetimeSeconds: 100,
        value: .dated(before: Array("before "), after: Array(" after"))))
  }

  @Test func `that was acknowledged early never runs again, and ends in its failure`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let claim = try bench.taken(owner, 1)
      let mark = MarkRequest(claim: claim, mostBytes: 9, isEarly: true, ending: [failure])
      #expect(try bench.send(mark) == .ok(sent: 0))
      #expect(try bench.string("GET", "result") == nil)
      try bench.expire(claim)
      #expect(try bench.send(ReapRequest()).claims.map(\.fate) == [.workerLost])
      #expect(try bench.list("crawl") == [])
      #expect(try bench.list("devseo:dead:crawl").count == 1)
      let seconds = Int(try bench.strings("TIME")[0]) ?? 0
      let result = try #require(try bench.string("GET", "result"))
      #expect(result.hasPrefix("before \(date(seconds).prefix(10))T"))
      #expect(result.hasSuffix("+00:00 after"))
      #expect(result.count == "before 2026-11-22T20:30:47.702328+00:00 after".count)
      #expect(try bench.send(CommitRequest(claim: claim, mostBytes: 9)) == .lost)
      #expect(try bench.send(mark) == .lost)
    }
  }

  private func date(_ seconds: Int) -> String {
    var moment = time_t(seconds)
    var parts = tm()
    gmtime_r(&moment, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
    return String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  @Test func `that was early but not begun returns`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      try bench.expire(try bench.taken(owner, 1))
      #expect(try bench.send(ReapRequest()).claims.map(\.fate) == [.returned])
    }
  }

  @Test func `is marked once, however often`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let claim = try bench.taken(owner, 1)
      let begun = Effect.send(Dispatch(list: Array("log"), raw: Array("begun")))
      let mark = MarkRequest(
        claim: claim, mostBytes: 9, isEarly: false, beginning: [begun], ending: [failure])
      #expect(try bench.send(mark) == .ok(sent: 1))
      #expect(try bench.send(mark) == .ok(sent: 0))
      #expect(try bench.list("log") == ["begun"])
      try bench.send(CommitRequest(claim: claim, mostBytes: 9))
      #expect(try bench.send(mark) == .already)
      #expect(try bench.string("GET", "result") == nil)
    }
  }

  @Test func `becomes a dead letter when its list is not a list any more`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      try bench.expire(try bench.taken(owner, 1))
      try bench.redis("SET", "crawl", "x")
      #expect(try bench.send(ReapRequest()).claims.map(\.fate) == [.noList])
      #expect(try bench.list("devseo:dead:crawl").count == 1)
    }
  }

  @Test func `is reaped so many at a time, the longest overdue first`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b", "c")
      for slot in 0..<3 { try bench.expire(try bench.taken(owner, slot: slot, 1)) }
      #expect(try bench.send(ReapRequest(limit: 2)).claims.count == 2)
      #expect(try bench.send(ReapRequest(limit: 2)).claims.count == 1)
    }
  }

  @Test func `of a dead owner returns at once, and the delivery counts`() throws {
    try withScripts { bench, owner in
      let other = try OwnerID(from: bench)
      try bench.redis("LPUSH", "crawl", "a", "b", "c")
      _ = try bench.taken(owner, slot: 0, 1)
      _ = try bench.taken(owner, slot: 1, 1)
      let kept = try bench.taken(other, 1)
      #expect(try bench.send(ReapRequest(limit: 1, owner: owner)).claims.count == 1)
      #expect(try bench.send(ReapRequest(limit: 1, owner: owner)).claims.count == 1)
      #expect(try bench.list("crawl") == ["b", "a"])
      #expect(try bench.claim(owner, 2) == .unregistered)
      #expect(try bench.claim(other, 1) == .repeated(kept))
      #expect(try bench.taken(other, slot: 1, 1).attempts == 2)
    }
  }

  @Test func `released returns uncharged, in order, and its owner is forgotten`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b", "c", "d")
      for slot in 0..<3 { _ = try bench.taken(owner, slot: slot, 1) }
      #expect(
        try bench.send(ReleaseRequest(owner: owner)).claims.map(\.fate) == [.returned, .returned, .returned])
      #expect(try bench.list("crawl") == ["d", "c", "b", "a"])
      #expect(try bench.send(ReleaseRequest(owner: owner)).claims.isEmpty)
      #expect(try bench.claim(owner, 2) == .unregistered)
      #expect(try bench.taken(OwnerID(from: bench), 1).attempts == 1)
      #expect(try bench.strings("KEYS", "devseo:seq:\(owner)") == [])
    }
  }

  @Test func `released after an early acknowledgement does not run again`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let claim = try bench.taken(owner, 1)
      try bench.send(MarkRequest(claim: claim, mostBytes: 9, isEarly: true, ending: [failure]))
      #expect(try bench.send(ReleaseRequest(owner: owner)).claims.map(\.fate) == [.workerLost])
      #expect(try bench.string("GET", "result") != nil)
    }
  }

  @Test func `leaves nothing under a global prefix but keys that have it`() throws {
    try withScripts(KeySpace(prefix: "pfx:")) { bench, owner in
      try bench.redis("LPUSH", "pfx:crawl\u{06}\u{16}3", "a", "b", String(repeating: "x", count: 2000))
      let claim = try bench.taken(owner, 1)
      try bench.expire(claim)
      #expect(try bench.send(ReapRequest()).claims.map(\.queue) == ["crawl"])
      try bench.send(CommitRequest(claim: try bench.taken(owner, 2), mostBytes: 9))
      try bench.send(DeferRequest(claim: try bench.taken(owner, 3), due: .after(.seconds(9))))
      _ = try bench.claim(owner, 4)
      #expect(try bench.strings("KEYS", "*").filter { !$0.hasPrefix("pfx:") } == [])
      #expect(try bench.list("pfx:devseo:dead:crawl").count == 1)
    }
  }

  @Test func `forgets an owner that has been silent for an hour`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      try bench.send(CommitRequest(claim: try bench.taken(owner, 1), mostBytes: 9))
      try bench.redis("ZADD", "devseo:own", "1", "\(owner)")
      try bench.send(ReapRequest())
      #expect(try bench.claim(owner, 2) == .unregistered)
      #expect(try bench.strings("KEYS", "devseo:seq:*") == [])
    }
  }
}

extension OwnerID {
  /// A new owner, registered.
  fileprivate init(from bench: ScriptBench) throws {
    self.init()
    try bench.send(RegisterRequest(owner: self, ttl: .seconds(60)))
  }
}
