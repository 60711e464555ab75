// The ends of a claim: commit, retry, defer, dead.

import Queue
import Testing

@Suite struct `A commit` {
  private func send(_ list: String, _ raw: String, due: Moment? = nil, once key: String? = nil) -> Effect {
    .send(
      Dispatch(
        list: Array(list), raw: Array(raw), due: due,
        dedupe: key.map { Dispatch.Dedupe(key: $0, lifetime: .seconds(60)) }))
  }

  @Test func `happens once, however often it is sent`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let commit = CommitRequest(
        claim: try bench.taken(owner, 1), mostBytes: 1000,
        effects: [
          send("mail", "m1"), send("mail\u{06}\u{16}3", "m2"),
          send("mail", "later", due: .after(.seconds(9))),
        ])
      #expect(try bench.send(commit) == .ok(sent: 3))
      #expect(try bench.send(commit) == .already)
      #expect(try bench.list("mail") == ["m1"])
      #expect(try bench.list("mail\u{06}\u{16}3") == ["m2"])
      #expect(try bench.redis("ZCARD", "devseo:due") == .integer(1))
      #expect(try bench.redis("ZCARD", "devseo:lease") == .integer(0))
      #expect(try bench.strings("KEYS", "devseo:claim:*") == [])
    }
  }

  @Test func `of another fence or of nobody's claim is lost`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let claim = try bench.taken(owner, 1)
      var other = claim
      other.fence = Fence(claim.fence.value + 1)
      #expect(
        try bench.send(CommitRequest(claim: other, mostBytes: 9, effects: [send("mail", "m")])) == .lost)
      other = claim
      other.token.sequence = 2
      #expect(
        try bench.send(CommitRequest(claim: other, mostBytes: 9, effects: [send("mail", "m")])) == .lost)
      #expect(try bench.list("mail") == [])
      #expect(try bench.send(CommitRequest(claim: claim, mostBytes: 9)) == .ok(sent: 0))
    }
  }

  @Test func `of a claim that was reaped is lost`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let claim = try bench.taken(owner, 1)
      try bench.expire(claim)
      try bench.send(ReapRequest())
      #expect(
        try bench.send(CommitRequest(claim: claim, mostBytes: 9, effects: [send("mail", "m")])) == .lost)
      #expect(try bench.list("mail") == [])
      #expect(try bench.list("crawl") == ["a"])
    }
  }

  @Test func `with an impossible effect writes nothing and leaves the claim`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      try bench.redis("SET", "text", "x")
      try bench.redis("LPUSH", "result", "x")
      let claim = try bench.taken(owner, 1)
      let before = try bench.snapshot()
      let record = ResultWrite(
        database: 0, home: 0, key: Array("result"), lifetimeSeconds: 9, value: .whole([]))
      var elsewhere = record
      elsewhere.database = 99
      let cases: [(Effect, SettleReply)] = [
        (send("text", "m"), .refused(reason: "wrongtype", detail: "text")),
        (send("mail", "too much"), .refused(reason: "oversize", detail: "8")),
        (.result(record), .refused(reason: "wrongtype", detail: "result")),
        (.result(elsewhere), .refused(reason: "database", detail: "99")),
      ]
      for (effect, refusal) in cases {
        let effects = [send("mail", "good"), effect, send("mail", "good")]
        #expect(try bench.send(CommitRequest(claim: claim, mostBytes: 4, effects: effects)) == refusal)
        #expect(try bench.snapshot() == before)
      }
      #expect(try bench.claim(owner, 1) == .repeated(claim))
    }
  }

  @Test func `with effects that cannot be read writes nothing`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let claim = try bench.taken(owner, 1)
      let before = try bench.snapshot()
      let good = send("mail", "good").commandWords
      for bad in [
        ["what"], ["send"], ["send", "mail", "soon", "", "", "m"], ["send", "mail", "", "key", "0", "m"],
      ] {
        let argv = ["id", "\(claim.token)", "\(claim.fence)", "9"].map { Array($0.utf8) } + good
        let answer = try bench.run(.commit, argv + (bad + ["."]).map { Array($0.utf8) })
        guard case .array(let values) = answer else { continue }
        #expect(Array(values.dropFirst().prefix(2)) == [.text(Array("refused")), .text(Array("malformed"))])
        #expect(try bench.snapshot() == before)
      }
    }
  }

  @Test func `sends one of several follow-ups with the same key`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      let first = CommitRequest(
        claim: try bench.taken(owner, 1), mostBytes: 9,
        effects: [
          send("mail", "m1", once: "k"), send("mail", "m2", once: "k"), send("mail", "m3", once: "l"),
        ])
      #expect(try bench.send(first) == .ok(sent: 2))
      let second = CommitRequest(
        claim: try bench.taken(owner, 2), mostBytes: 9,
        effects: [send("mail", "m4", due: .after(.seconds(1)), once: "k")])
      #expect(try bench.send(second) == .ok(sent: 0))
      #expect(try bench.list("mail") == ["m3", "m1"])
    }
  }

  @Test func `sends what was due in the past at once`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let claim = try bench.taken(owner, 1)
      try bench.send(
        CommitRequest(claim: claim, mostBytes: 9, effects: [send("mail", "m", due: .at(milliseconds: 1000))]))
      #expect(try bench.list("mail") == ["m"])
    }
  }
}

extension Effect {
  /// The words of a request.
  fileprivate var commandWords: [[UInt8]] {
    let claim = Claim(
      token: ClaimToken(owner: OwnerID(), slot: 0, sequence: 0), fence: Fence(0), list: [], queue: "",
      attempts: 0,
      raw: [])
    return Array(CommitRequest(claim: claim, mostBytes: 9, effects: [self]).arguments.dropFirst(3))
  }
}
