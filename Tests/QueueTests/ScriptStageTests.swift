// Follow-ups that are handed over before the end of their claim.

import Queue
import Testing

@Suite struct `Follow-ups handed over before the end` {
  private func messages(_ names: String..., list: String = "mail", due: Moment? = nil) -> [Dispatch] {
    names.map { Dispatch(list: Array(list), raw: Array($0), due: due) }
  }

  private func stage(_ claim: Claim, _ chunk: UInt32, _ messages: [Dispatch]) -> StageRequest {
    StageRequest(claim: claim, mostBytes: 9, chunk: chunk, messages: messages)
  }

  @Test func `are sent by the commit, in order and once, before its own`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let claim = try bench.taken(owner, 1)
      for _ in 1...2 {
        let later = try bench.send(stage(claim, 10, messages("m4", "m5")))
        #expect(later == .ok(sent: 2))
        let first = try bench.send(stage(claim, 2, messages("m1", "m2", "m3")))
        #expect(first == .ok(sent: 3))
      }
      #expect(try bench.send(stage(claim, 11, messages("p1", due: .after(.seconds(99))))) == .ok(sent: 1))
      #expect(try bench.send(stage(claim, 12, messages("p2", due: .after(.seconds(99))))) == .ok(sent: 1))
      #expect(try bench.list("mail") == [])
      let own = messages("m6").map { Effect.send($0) }
      let commit = CommitRequest(claim: claim, mostBytes: 9, effects: own)
      #expect(try bench.send(commit) == .ok(sent: 8))
      #expect(try bench.send(commit) == .already)
      #expect(try bench.send(stage(claim, 13, messages("m7"))) == .already)
      #expect(try bench.list("mail") == ["m6", "m5", "m4", "m3", "m2", "m1"])
      #expect(try bench.redis("ZCARD", "devseo:due") == 2)
      #expect(try bench.strings("KEYS", "devseo:stage:*") == [])
    }
  }

  @Test(arguments: ["retry", "dead", "defer", "reap", "release"])
  func `are sent or dropped by every other end`(_ end: String) throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let claim = try bench.taken(owner, 1)
      try bench.send(stage(claim, 1, messages("m1")))
      #expect(try bench.strings("KEYS", "devseo:stage:*").count == 1)
      switch end {
      case "retry":
        let retry = RetryRequest(claim: claim, mostBytes: 9, due: .after(.zero), raw: claim.raw)
        #expect(try bench.send(retry) == .ok(sent: 2))
      case "dead":
        #expect(try bench.send(DeadRequest(claim: claim, mostBytes: 9, reason: "no")) == .ok(sent: 1))
      case "defer": try bench.send(DeferRequest(claim: claim, due: .after(.zero)))
      case "reap": try bench.send(ReapRequest(owner: owner))
      default: try bench.send(ReleaseRequest(owner: owner))
      }
      #expect(try bench.list("mail") == (["retry", "dead"].contains(end) ? ["m1"] : []))
      #expect(try bench.strings("KEYS", "devseo:stage:*") == [])
    }
  }

  @Test func `leave the claim as it is when one of them cannot be sent any more`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let claim = try bench.taken(owner, 1)
      try bench.send(stage(claim, 1, messages("m1")))
      try bench.send(stage(claim, 2, messages("m2", list: "text")))
      try bench.redis("SET", "text", "x")
      let before = try bench.snapshot()
      let refusal = SettleReply.refused(reason: "wrongtype", detail: "text")
      #expect(try bench.send(CommitRequest(claim: claim, mostBytes: 9)) == refusal)
      #expect(try bench.send(DeadRequest(claim: claim, mostBytes: 9, reason: "no")) == refusal)
      #expect(
        try bench.send(RetryRequest(claim: claim, mostBytes: 9, due: .after(.zero), raw: claim.raw))
          == refusal)
      #expect(try bench.snapshot() == before)
    }
  }

  @Test func `are refused when they are impossible, or nobody's any more`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      try bench.redis("SET", "text", "x")
      let claim = try bench.taken(owner, 1)
      let before = try bench.snapshot()
      #expect(
        try bench.send(stage(claim, 1, messages("m", list: "text")))
          == .refused(reason: "wrongtype", detail: "text"))
      #expect(
        try bench.send(stage(claim, 1, messages("ten letters"))) == .refused(reason: "oversize", detail: "11")
      )
      var other = claim
      other.fence = Fence(claim.fence.value + 1)
      #expect(try bench.send(stage(other, 1, messages("m"))) == .lost)
      for (chunk, effect) in [
        ("x", ["send", "mail", "", "", "", "m"]), ("1", ["result", "0", "0", "r", "9", "{}"]),
      ] {
        let words = ["id", "\(claim.token)", "\(claim.fence)", "9", chunk] + effect + ["."]
        let answer = try bench.run(.stage, words.map { Array($0.utf8) })
        guard case .array(let values) = answer else { continue }
        #expect(Array(values.dropFirst().prefix(2)) == [.text(Array("refused")), .text(Array("malformed"))])
      }
      #expect(try bench.snapshot() == before)
    }
  }
}
