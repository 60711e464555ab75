// How often a message may be put off: what is counted, and what counts anew.

import Queue
import Testing

@Suite struct `Putting a message off` {
  /// Claims the message and puts it off; it is back in its list afterwards if that was granted.
  private func putOff(
    _ bench: ScriptBench, _ owner: OwnerID, _ sequence: UInt64, mostTimes: Int?
  ) throws -> (claim: Claim, reply: SettleReply) {
    let claim = try bench.taken(owner, sequence)
    let reply = try bench.send(DeferRequest(claim: claim, due: .after(.zero), mostTimes: mostTimes))
    try bench.send(PromoteRequest())
    return (claim, reply)
  }

  @Test func `is refused beyond the limit, and then writes nothing`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      for sequence in UInt64(1)...3 {
        let (claim, reply) = try putOff(bench, owner, sequence, mostTimes: 3)
        #expect(reply == .ok(sent: 1))
        #expect(claim.attempts == 1)
        // Asked again it counts no second time.
        let again = DeferRequest(claim: claim, due: .after(.zero), mostTimes: 3)
        #expect(try bench.send(again) == .already)
      }
      // One that is not counted is always granted.
      #expect(try putOff(bench, owner, 4, mostTimes: nil).reply == .ok(sent: 1))
      let claim = try bench.taken(owner, 5)
      let before = try bench.snapshot()
      for _ in 1...2 {
        let reply = try bench.send(DeferRequest(claim: claim, due: .after(.zero), mostTimes: 3))
        #expect(reply == .refused(reason: "put back too often", detail: "4"))
      }
      #expect(try bench.snapshot() == before)
      #expect(try bench.claim(owner, 5) == .repeated(claim))
    }
  }

  @Test(arguments: ["commit", "retry", "dead", "replay"])
  func `counts anew after the message has ended otherwise`(_ end: String) throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      _ = try putOff(bench, owner, 1, mostTimes: 9)
      #expect(try bench.strings("KEYS", "devseo:put:*").count == 1)
      let claim = try bench.taken(owner, 2)
      switch end {
      case "commit": try bench.send(CommitRequest(claim: claim, mostBytes: 9))
      case "retry":
        try bench.send(RetryRequest(claim: claim, mostBytes: 9, due: .after(.zero), raw: claim.raw))
      case "dead": try bench.send(DeadRequest(claim: claim, mostBytes: 9, reason: "no"))
      default:
        try bench.send(DeadRequest(claim: claim, mostBytes: 9, reason: "no"))
        let key = "devseo:put:86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"
        try bench.redis("SET", key, "7")
        #expect(try bench.send(DeadReplayRequest(queue: "crawl", id: "\(claim.fence)")) == .ok)
      }
      #expect(try bench.strings("KEYS", "devseo:put:*") == [])
    }
  }

  @Test(arguments: [(true, ["c", "b", "a"]), (false, ["a", "c", "b"])])
  func `has it come back as the next one, or as the last`(_ isNext: Bool, _ list: [String]) throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b", "c")
      let claim = try bench.taken(owner, 1)
      try bench.send(DeferRequest(claim: claim, due: .after(.zero), isNext: isNext))
      #expect(try bench.send(ScheduledRequest()).messages.map(\.raw) == [Array("a".utf8)])
      try bench.send(PromoteRequest())
      #expect(try bench.list("crawl") == list)
    }
  }

  @Test func `is forgotten after a week`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      _ = try putOff(bench, owner, 1, mostTimes: 9)
      let key = try #require(try bench.strings("KEYS", "devseo:put:*").first)
      guard case .integer(let milliseconds) = try bench.redis("PTTL", key) else { return }
      #expect((600_000_000...604_800_000).contains(milliseconds))
    }
  }
}
