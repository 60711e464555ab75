// Revocations: kept for a time, told with each claim, and noticed by those who run tasks.

import Fixtures
import Queue
import Testing

@Suite struct `A revocation` {
  private func revoked(_ id: String, in list: String? = nil) -> Effect {
    let value = ResultWrite.Value.whole(Array(#"{"status": "REVOKED"}"#))
    return .result(
      ResultWrite(database: 0, home: 0, key: Array("r:\(list ?? id)"), lifetimeSeconds: 9, value: value))
  }

  @Test func `is kept with the signal for a handler that runs, and may be repeated`() throws {
    try withScripts { bench, _ in
      let request = RevokeRequest(ids: ["a", "b"], signal: "SIGKILL")
      for _ in 1...2 {
        let reply = try bench.send(request)
        #expect(reply == .ok(revoked: 2))
      }
      #expect(try bench.send(RevokeRequest(ids: ["c"])) == .ok(revoked: 3))
      // A handler that is to be ended stays so.
      #expect(try bench.send(RevokeRequest(ids: ["b"])) == .ok(revoked: 3))
      #expect(
        try bench.send(RevocationsRequest(ids: ["c", "x", "b", ""])).standings == [
          .revoked, .valid, .terminated(signal: "SIGKILL"), .valid,
        ])
    }
  }

  @Test func `is announced by promote and by every claim until it ends`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b", "c")
      #expect(try bench.taken(owner, slot: 0, 1).mayBeRevoked == false)
      #expect(try bench.send(PromoteRequest()).revision == 0)
      try bench.send(RevokeRequest(ids: ["x"]))
      let promoted = try bench.send(PromoteRequest())
      #expect(promoted.revision == 1)
      let claim = try bench.taken(owner, slot: 1, 1)
      #expect(claim.mayBeRevoked)
      #expect(try bench.claim(owner, slot: 1, 1) == .repeated(claim))
      try bench.redis("ZADD", "devseo:revoked", "XX", "1000", "x")
      #expect(try bench.taken(owner, slot: 2, 1).mayBeRevoked == false)
      #expect(try bench.send(RevocationsRequest(ids: ["x"])).standings == [.valid])
    }
  }

  @Test func `is forgotten when its time is over, or when there are too many, the oldest first`() throws {
    try withScripts { bench, _ in
      try bench.send(RevokeRequest(ids: ["over"], signal: "SIGTERM"))
      try bench.redis("ZADD", "devseo:revoked", "XX", "1000", "over")
      for (hours, id) in ["first", "second", "third"].enumerated() {
        try bench.send(
          RevokeRequest(ids: [id], lifetime: .seconds(3600 * (hours + 1)), most: 2, signal: "SIGTERM"))
      }
      #expect(try bench.strings("ZRANGE", "devseo:revoked", "0", "-1") == ["second", "third"])
      #expect(try bench.strings("HKEYS", "devseo:terminated").sorted() == ["second", "third"])
    }
  }

  @Test func `tells its result at once, but never over a SUCCESS`() throws {
    try withScripts { bench, _ in
      try bench.redis("SET", "r:b", #"{"status": "SUCCESS", "result": 1}"#)
      try bench.send(RevokeRequest(ids: ["a", "b"], effects: [revoked("a"), revoked("b")]))
      #expect(try bench.string("GET", "r:a") == #"{"status": "REVOKED"}"#)
      #expect(try bench.string("GET", "r:b") == #"{"status": "SUCCESS", "result": 1}"#)
    }
  }

  @Test func `with an impossible effect revokes nothing`() throws {
    try withScripts { bench, _ in
      try bench.redis("LPUSH", "r:list", "x")
      let before = try bench.snapshot()
      let mail = Effect.send(Dispatch(list: Array("mail"), raw: []))
      for (effect, reason) in [(revoked("a", in: "list"), "wrongtype"), (mail, "malformed")] {
        let reply = try bench.send(RevokeRequest(ids: ["a"], effects: [effect]))
        guard case .refused(reason, _) = reply else {
          Issue.record("\(reply)")
          continue
        }
        #expect(try bench.snapshot() == before)
      }
    }
  }

  @Test func `survives a restart of Redis`() throws {
    try withScripts(options: RedisOptions(appendOnly: true)) { bench, _ in
      try bench.send(RevokeRequest(ids: ["a"], signal: "SIGTERM"))
      try bench.restart()
      #expect(try bench.send(RevocationsRequest(ids: ["a"])).standings == [.terminated(signal: "SIGTERM")])
      #expect(try bench.send(PromoteRequest()).revision == 1)
    }
  }
}
