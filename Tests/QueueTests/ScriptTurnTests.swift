// A commit and a claim in one request.

import Queue
import Testing

@Suite struct `A turn` {
  private func turn(_ claim: Claim, _ owner: OwnerID, next: UInt64, effects: [Effect] = []) -> TurnRequest {
    TurnRequest(
      commit: CommitRequest(claim: claim, mostBytes: 100, effects: effects),
      claim: ClaimRequest(
        token: ClaimToken(owner: owner, slot: claim.token.slot, sequence: next), lease: .seconds(60),
        mostBytes: 100, sources: KeySpace().sources(["crawl"])))
  }

  private static let sent = Effect.send(Dispatch(list: Array("mail"), raw: Array("m")))

  @Test func `ends one claim and makes the next`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      let first = try bench.taken(owner, 1)
      let reply = try bench.send(turn(first, owner, next: 2, effects: [Self.sent]))
      #expect(reply.settled == .ok(sent: 1))
      guard case .message(let second)? = reply.claim else {
        Issue.record("\(reply)")
        return
      }
      #expect(second.raw == Array("b"))
      #expect(second.fence > first.fence)
      #expect(try bench.strings("ZRANGE", "devseo:lease", "0", "-1") == ["\(second.token)"])
      #expect(try bench.list("mail") == ["m"])
    }
  }

  @Test func `sent again writes nothing again and gives the same message`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b", "c")
      let request = turn(try bench.taken(owner, 1), owner, next: 2, effects: [Self.sent])
      guard case .message(let second)? = try bench.send(request).claim else {
        Issue.record("no message")
        return
      }
      let again = try bench.send(request)
      #expect(again.settled == .already)
      #expect(again.claim == .repeated(second))
      #expect(try bench.list("mail") == ["m"])
      #expect(try bench.list("crawl") == ["c"])
    }
  }

  @Test func `tells that there is nothing more`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let request = turn(try bench.taken(owner, 1), owner, next: 2)
      let reply = try bench.send(request)
      #expect(reply.settled == .ok(sent: 0))
      #expect(reply.claim == .empty)
      // What came meanwhile is found by the same number.
      try bench.redis("LPUSH", "crawl", "b")
      guard case .message? = try bench.send(request).claim else {
        Issue.record("no message")
        return
      }
    }
  }

  @Test func `of a lost claim takes the next message all the same`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      var lost = try bench.taken(owner, 1)
      lost.fence = Fence(lost.fence.value + 1)
      let reply = try bench.send(turn(lost, owner, next: 2, effects: [Self.sent]))
      #expect(reply.settled == .lost)
      guard case .message? = reply.claim else {
        Issue.record("no message")
        return
      }
      #expect(try bench.list("mail") == [])
    }
  }

  @Test func `that cannot end its claim takes nothing`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      try bench.redis("SET", "mail", "no list")
      let reply = try bench.send(turn(try bench.taken(owner, 1), owner, next: 2, effects: [Self.sent]))
      #expect(reply.settled == .refused(reason: "wrongtype", detail: "mail"))
      #expect(reply.claim == nil)
      #expect(try bench.list("crawl") == ["b"])
    }
  }

  @Test func `leaves a list of a wrong type to the next claim`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let request = turn(try bench.taken(owner, 1), owner, next: 2)
      try bench.redis("SET", "crawl", "no list")
      let reply = try bench.send(request)
      #expect(reply.settled == .ok(sent: 0))
      #expect(reply.claim == .empty)
    }
  }

  @Test func `of an owner that nobody knows ends the claim`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let request = turn(try bench.taken(owner, 1), owner, next: 2)
      try bench.redis("DEL", "devseo:own")
      let reply = try bench.send(request)
      #expect(reply.settled == .ok(sent: 0))
      #expect(reply.claim == .unregistered)
    }
  }
}
