// What is told of a claim while its handler runs.

import Queue
import Testing

@Suite struct `Telling of a claim` {
  private let key = "celery-task-meta-t1"
  private let half = #"{"status": "PROGRESS", "result": {"done": 5}}"#

  private func effect(_ text: String) -> Effect {
    .result(
      ResultWrite(
        database: 0, home: 0, key: Array(key), lifetimeSeconds: 100, value: .whole(Array(text))))
  }

  private func tell(_ claim: Claim, _ effects: Effect...) -> TellRequest {
    TellRequest(claim: claim, mostBytes: 9, effects: effects)
  }

  @Test func `stores and tells a result, and leaves the claim as it is`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let claim = try bench.taken(owner, 1)
      let before = try bench.snapshot()
      let listener = try bench.another()
      _ = try listener.call("SUBSCRIBE", key)
      #expect(try bench.send(tell(claim, effect(half))) == .ok(sent: 0))
      #expect(try bench.string("GET", key) == half)
      #expect(try bench.redis("TTL", key) == .integer(100))
      #expect(try listener.value() == .array(["message", key, half].map { .text(Array($0)) }))
      try bench.redis("DEL", key)
      #expect(try bench.snapshot() == before)
      #expect(try bench.send(CommitRequest(claim: claim, mostBytes: 9)) == .ok(sent: 0))
    }
  }

  @Test func `writes the same again when it is repeated`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let request = tell(try bench.taken(owner, 1), effect(half))
      #expect(try bench.send(request) == .ok(sent: 0))
      let after = try bench.snapshot()
      #expect(try bench.send(request) == .ok(sent: 0))
      #expect(try bench.snapshot().filter { $0.key != key } == after.filter { $0.key != key })
      #expect(try bench.string("GET", key) == half)
    }
  }

  @Test func `that has ended writes nothing`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let claim = try bench.taken(owner, 1)
      try bench.send(
        CommitRequest(claim: claim, mostBytes: 9, effects: [effect(#"{"status": "FAILURE"}"#)]))
      let before = try bench.snapshot()
      #expect(try bench.send(tell(claim, effect(half))) == .already)
      #expect(try bench.snapshot() == before)
    }
  }

  @Test func `that another one holds, or nobody, writes nothing`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let claim = try bench.taken(owner, 1)
      var other = claim
      other.fence = Fence(claim.fence.value + 1)
      #expect(try bench.send(tell(other, effect(half))) == .lost)
      try bench.expire(claim)
      try bench.send(ReapRequest())
      #expect(try bench.send(tell(claim, effect(half))) == .lost)
      #expect(try bench.string("GET", key) == nil)
    }
  }

  @Test func `never takes the place of a success`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let success = #"{"status": "SUCCESS", "result": 1}"#
      try bench.redis("SET", key, success)
      #expect(try bench.send(tell(try bench.taken(owner, 1), effect(half))) == .ok(sent: 0))
      #expect(try bench.string("GET", key) == success)
    }
  }

  @Test func `with an impossible effect writes nothing`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      try bench.redis("LPUSH", "list", "x")
      let claim = try bench.taken(owner, 1)
      let before = try bench.snapshot()
      let odd = ResultWrite(
        database: 0, home: 0, key: Array("list"), lifetimeSeconds: nil, value: .whole(Array("{}")))
      let cases: [(Effect, SettleReply)] = [
        (.result(odd), .refused(reason: "wrongtype", detail: "list")),
        // It would be sent again by a repetition.
        (
          .send(Dispatch(list: Array("mail"), raw: Array("m"))),
          .refused(reason: "malformed", detail: "send")
        ),
      ]
      for (bad, refusal) in cases {
        #expect(try bench.send(tell(claim, effect(half), bad)) == refusal)
        #expect(try bench.snapshot() == before)
      }
    }
  }

  @Test func `that was cut, wherever, writes nothing`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let request = tell(try bench.taken(owner, 1), effect(half), effect(half))
      let argv = [Array("id")] + request.arguments + [Array(".")]
      let before = try bench.snapshot()
      for count in 0..<argv.count {
        let failure = #expect(throws: RedisFailure.self) { try bench.run(.tell, Array(argv[..<count])) }
        #expect(failure?.code == "TRUNCATED")
      }
      #expect(try bench.snapshot() == before)
    }
  }
}
