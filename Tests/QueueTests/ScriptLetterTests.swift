// Dead letters: listed, shown, replayed, dropped.

import Queue
import Testing

@Suite struct `A dead letter` {
  /// Three dead letters, the oldest first.
  private func buried(_ bench: ScriptBench, _ owner: OwnerID) throws -> [Claim] {
    try bench.redis("LPUSH", "crawl\u{06}\u{16}3", "a", "b\nwith \u{1} lines", "c")
    return try (UInt64(1)...3).map { sequence in
      let claim = try bench.taken(owner, sequence)
      try bench.send(DeadRequest(claim: claim, mostBytes: 99, reason: "é\u{06}", taskID: "t\(sequence)"))
      return claim
    }
  }

  @Test func `is listed and shown with its whole message`() throws {
    try withScripts { bench, owner in
      let claims = try buried(bench, owner)
      let list = try bench.send(DeadListRequest(queue: "crawl", start: 1, limit: 5))
      #expect(list.count == 3)
      #expect(list.headers.map(\.id) == claims.dropFirst().map { "\($0.fence)" })
      let header = try #require(list.headers.first)
      #expect(header.reason == "é\u{06}")
      #expect(header.list == "crawl\u{06}\u{16}3")
      #expect(header.taskID == "t2")
      #expect(header.token == "\(claims[1].token)")
      #expect(header.byteCount == claims[1].raw.count)
      let shown = try bench.send(DeadShowRequest(queue: "crawl", id: header.id))
      #expect(shown == .letter(header, raw: claims[1].raw))
      #expect(try bench.send(DeadShowRequest(queue: "crawl", id: "1")) == .gone)
    }
  }

  @Test func `is replayed once, to the list it came from`() throws {
    try withScripts { bench, owner in
      let claim = try buried(bench, owner)[1]
      let replay = DeadReplayRequest(queue: "crawl", id: "\(claim.fence)")
      try bench.redis("SET", "crawl\u{06}\u{16}3", "x")
      #expect(
        try bench.send(replay) == .refused(reason: "wrongtype", detail: "crawl\u{06}\u{16}3"))
      try bench.redis("DEL", "crawl\u{06}\u{16}3")
      #expect(try bench.send(replay) == .ok)
      #expect(try bench.send(replay) == .gone)
      #expect(try bench.list("crawl\u{06}\u{16}3") == [claim.text])
      #expect(try bench.send(DeadListRequest(queue: "crawl")).headers.count == 2)
      #expect(try bench.taken(owner, 4).raw == claim.raw)
    }
  }

  @Test func `is dropped by name or by age`() throws {
    try withScripts { bench, owner in
      let claims = try buried(bench, owner)
      let named = DeadDropRequest(queue: "crawl", .id("\(claims[1].fence)"))
      #expect(try bench.send(named).count == 1)
      #expect(try bench.send(named).count == 0)
      let old = DeadDropRequest(queue: "crawl", .older(thanMilliseconds: 1000, limit: 9))
      #expect(try bench.send(old).count == 0)
      let all = DeadDropRequest(queue: "crawl", .older(thanMilliseconds: 4_000_000_000_000, limit: 1))
      #expect(try bench.send(all).count == 1)
      #expect(try bench.send(DeadListRequest(queue: "crawl")).headers.map(\.id) == ["\(claims[2].fence)"])
    }
  }

  @Test func `is found among many`() throws {
    try withScripts { bench, owner in
      for number in 0..<120 { try bench.redis("LPUSH", "crawl", "m\(number)") }
      var last: Claim?
      for sequence in UInt64(1)...120 {
        let claim = try bench.taken(owner, sequence)
        try bench.send(DeadRequest(claim: claim, mostBytes: 99, reason: "no"))
        last = claim
      }
      let claim = try #require(last)
      guard case .letter(_, claim.raw) = try bench.send(DeadShowRequest(queue: "crawl", id: "\(claim.fence)"))
      else {
        Issue.record("the last letter was not found")
        return
      }
    }
  }

  @Test func `whose number is a multiple of ten thousand is worth a word`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      let letters = Array(repeating: Array("x"), count: 9999)
      _ = try bench.connection.call([Array("RPUSH"), Array("devseo:dead:crawl")] + letters)
      let last = DeadRequest(claim: try bench.taken(owner, 1), mostBytes: 99, reason: "no")
      #expect(try bench.send(last) == .ok(sent: 0, letters: 10_000))
      #expect(try bench.send(last) == .already)
      let next = DeadRequest(claim: try bench.taken(owner, 2), mostBytes: 99, reason: "no")
      #expect(try bench.send(next) == .ok(sent: 0))
    }
  }
}
