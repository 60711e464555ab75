// The other ends of a claim that its holder may choose: retry, defer, dead; and what is parked.

import Queue
import Testing

@Suite struct `The end of a claim` {
  @Test func `by retry parks the new message and happens once`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl\u{06}\u{16}3", "old")
      let retry = RetryRequest(
        claim: try bench.taken(owner, 1), mostBytes: 9, due: .after(.milliseconds(-5)), raw: Array("new"))
      #expect(try bench.send(retry) == .ok(sent: 1))
      #expect(try bench.send(retry) == .already)
      #expect(try bench.list("crawl\u{06}\u{16}3") == [])
      let promoted = try bench.send(PromoteRequest())
      #expect(promoted.moved == 1)
      #expect(promoted.nextMilliseconds == nil)
      #expect(try bench.list("crawl\u{06}\u{16}3") == ["new"])
      let again = try bench.taken(owner, 2)
      #expect(again.text == "new")
      #expect(again.attempts == 1)
    }
  }

  @Test func `by retry counts on when the message is the same`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "same")
      let claim = try bench.taken(owner, 1)
      try bench.send(RetryRequest(claim: claim, mostBytes: 9, due: .after(.zero), raw: claim.raw))
      try bench.send(PromoteRequest())
      #expect(try bench.taken(owner, 2).attempts == 2)
    }
  }

  @Test func `by retry with a message too large is refused`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "old")
      let claim = try bench.taken(owner, 1)
      let before = try bench.snapshot()
      let retry = RetryRequest(claim: claim, mostBytes: 2, due: .after(.zero), raw: Array("new"))
      #expect(try bench.send(retry) == .refused(reason: "oversize", detail: "3"))
      #expect(try bench.snapshot() == before)
    }
  }

  @Test func `by defer parks the same message and charges nothing`() throws {
    try withScripts { bench, owner in
      let raw: [UInt8] = [0, 255, 10] + Array("7:raw".utf8)
      _ = try bench.connection.call([Array("LPUSH"), Array("crawl"), raw])
      let put = DeferRequest(claim: try bench.taken(owner, 1), due: .after(.milliseconds(0)))
      #expect(try bench.send(put) == .ok(sent: 1))
      #expect(try bench.send(put) == .already)
      try bench.send(PromoteRequest())
      let again = try bench.taken(owner, 2)
      #expect(again.raw == raw)
      #expect(again.attempts == 1)
    }
  }

  @Test func `by defer into the future stays parked, and promote says until when`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let due: Int64 = 4_000_000_000_123
      try bench.send(DeferRequest(claim: try bench.taken(owner, 1), due: .at(milliseconds: due)))
      let promoted = try bench.send(PromoteRequest())
      #expect(promoted.moved == 0)
      #expect(promoted.nextMilliseconds == due)
      #expect(try bench.list("crawl") == [])
    }
  }

  @Test func `by dead keeps the message whole, and tells why`() throws {
    try withScripts { bench, owner in
      let raw: [UInt8] = [0, 255, 10, 34]
      _ = try bench.connection.call([Array("LPUSH"), Array("crawl"), raw])
      let claim = try bench.taken(owner, 1)
      let dead = DeadRequest(claim: claim, mostBytes: 9, reason: "said \"no\"\n", taskID: "t/1")
      #expect(try bench.send(dead) == .ok(sent: 0))
      #expect(try bench.send(dead) == .already)
      guard case .array(let letters) = try bench.redis("LRANGE", "devseo:dead:crawl", "0", "-1"),
        case .text(let letter) = letters.first, letters.count == 1
      else {
        Issue.record("there is not one dead letter")
        return
      }
      let header = String(decoding: letter.prefix { $0 != 10 }, as: UTF8.self)
      #expect(Array(letter.drop { $0 != 10 }.dropFirst()) == raw)
      #expect(header.contains(#""id":"\#(claim.fence)","reason":"said \"no\"\n","queue":"crawl""#))
      #expect(header.contains(#""attempts":1,"#))
      #expect(header.contains(#""token":"\#(claim.token)""#.replacing("/", with: "\\/")))
      #expect(header.contains(#""task_id":"t\/1","bytes":4}"#))
    }
  }

  @Test func `moves only what is due, so many at a time, the longest due first`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let parked = (1...5).map { number in
        Effect.send(
          Dispatch(
            list: Array("mail"), raw: Array("m\(number)"),
            due: .at(milliseconds: 4_000_000_000_000 - Int64(number))))
      }
      try bench.send(CommitRequest(claim: try bench.taken(owner, 1), mostBytes: 9, effects: parked))
      for (index, id) in try bench.strings("ZRANGE", "devseo:due", "0", "-1").prefix(4).enumerated() {
        try bench.redis("ZADD", "devseo:due", "\(1000 + index)", id)
      }
      #expect(try bench.send(PromoteRequest(limit: 3)).moved == 3)
      #expect(try bench.list("mail") == ["m3", "m4", "m5"])
      #expect(try bench.send(PromoteRequest(limit: 3)).moved == 1)
      #expect(try bench.send(PromoteRequest(limit: 3)).moved == 0)
      #expect(try bench.redis("HLEN", "devseo:duemsg") == .integer(1))
    }
  }
}
