// What a user of Redis must be allowed for the scripts to run, and no more.

import Queue
import Testing

@Suite struct `A user with few rights` {
  /// Commands within scripts are checked like any others.
  private static let commands = """
    evalsha script|load get set setex type time zscore zadd zrange zrangebyscore zremrangebyscore zrem hget hset \
    hgetall hmget hdel exists del lindex lrange llen lrem lpop rpop lpush rpush publish select pexpire incr zcard hkeys unlink sadd
    """

  private func restrict(_ bench: ScriptBench) throws {
    let keys = ["~devseo:*", "~crawl", "~crawl\u{06}\u{16}*", "~mail", "~celery-task-meta-*"]
    let words =
      ["ACL", "SETUSER", "tasks", "reset", "on", ">word", "&celery-task-meta-*"] + keys
      + Self.commands.split(separator: " ").map { "+\($0)" }
    _ = try bench.connection.call(words.map { Array($0.utf8) })
    try bench.redis("AUTH", "tasks", "word")
  }

  private func send(to list: String) -> Effect { .send(Dispatch(list: Array(list), raw: Array("m"))) }

  private var result: Effect {
    .result(
      ResultWrite(
        database: 1, home: 0, key: Array("celery-task-meta-1"), lifetimeSeconds: 9, value: .whole(Array("{}"))
      ))
  }

  @Test func `can run every script`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b", "c", "d", "e", "f", "g")
      try restrict(bench)
      let info = WorkerInfo(
        name: "n", host: "h", processID: 1, queues: ["crawl"], slots: 1, version: "1", startedSeconds: 1)
      try bench.send(RegisterRequest(owner: owner, ttl: .seconds(9), info: info))
      let claims = try (UInt64(1)...6).map { try bench.taken(owner, $0) }
      let tokens = claims.map(\.token)
      try bench.send(BeatRequest(owner: owner, ttl: .seconds(9), lease: .seconds(9), tokens: tokens))
      let early = MarkRequest(
        claim: claims[4], mostBytes: 9, isEarly: true, beginning: [result], ending: [result])
      #expect(try bench.send(early) == .ok(sent: 0))
      #expect(try bench.send(TellRequest(claim: claims[0], mostBytes: 9, effects: [result])) == .ok(sent: 0))
      let rate = RateRequest(task: "t", id: "1", retries: 0, intervalMicroseconds: 1)
      #expect(try bench.send(rate) == .granted)
      let commit = CommitRequest(claim: claims[0], mostBytes: 9, effects: [send(to: "mail"), result])
      let staged = Dispatch(list: Array("mail"), raw: Array("m"))
      #expect(
        try bench.send(StageRequest(claim: claims[0], mostBytes: 9, chunk: 1, messages: [staged]))
          == .ok(sent: 1))
      #expect(try bench.send(commit) == .ok(sent: 2))
      let retry = RetryRequest(claim: claims[1], mostBytes: 9, due: .after(.zero), raw: Array("b2"))
      #expect(try bench.send(retry) == .ok(sent: 1))
      #expect(try bench.send(DeferRequest(claim: claims[2], due: .after(.zero))) == .ok(sent: 1))
      #expect(try bench.send(DeadRequest(claim: claims[3], mostBytes: 9, reason: "no")) == .ok(sent: 0))
      #expect(
        try bench.send(RevokeRequest(ids: ["t"], signal: "SIGTERM", effects: [result])) == .ok(revoked: 1))
      #expect(try bench.send(RevokeRequest(ids: ["u"], most: 1)) == .ok(revoked: 1))
      #expect(try bench.send(RevocationsRequest(ids: ["u"])).standings == [.revoked])
      #expect(try bench.send(WorkersRequest()).workers.map(\.claims) == [2])
      #expect(try bench.send(ScheduledRequest()).count == 2)
      #expect(try bench.send(PromoteRequest()).moved == 2)
      #expect(try bench.send(ReapRequest(owner: owner)).claims.count == 2)
      try bench.send(RegisterRequest(owner: owner, ttl: .seconds(9)))
      _ = try bench.taken(owner, 1)
      _ = try bench.send(
        ExpressRequest(
          token: ClaimToken(owner: owner, slot: 5, sequence: 1), lease: .seconds(9), mostBytes: 9,
          tasks: ["t"],
          sources: bench.keys.sources(["crawl"])))
      #expect(try bench.send(ReleaseRequest(owner: owner)).claims.count == 1)
      let binding = QueueBinding(queue: "crawl", in: bench.keys)
      let tick = TickRequest(
        schedule: "s", dueMilliseconds: 1, list: Array("crawl"), binding: binding, raw: Array("m"))
      #expect(try bench.send(tick) == .ok)
      #expect(try bench.send(PurgeRequest(lists: [Array("mail")])) == .ok(count: 2))
      let headers = try bench.send(DeadListRequest(queue: "crawl")).headers
      #expect(headers.map(\.reason) == ["no", "worker lost"])
      guard let id = headers.first?.id else { return }
      #expect(try bench.send(DeadShowRequest(queue: "crawl", id: id)) != .gone)
      #expect(try bench.send(DeadReplayRequest(queue: "crawl", id: id)) == .ok)
      let all = DeadDropRequest(queue: "crawl", .older(thanMilliseconds: 4_000_000_000_000, limit: 9))
      #expect(try bench.send(all).count == 1)
    }
  }

  @Test func `is refused a follow-up to a list it may not touch, and keeps the claim`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      try restrict(bench)
      let claim = try bench.taken(owner, 1)
      let effects = [send(to: "mail"), send(to: "secret")]
      #expect(
        try bench.send(CommitRequest(claim: claim, mostBytes: 9, effects: effects))
          == .refused(reason: "forbidden", detail: "secret"))
      #expect(try bench.list("mail") == [])
      #expect(try bench.claim(owner, 1) == .repeated(claim))
    }
  }

  @Test func `that may not pop doubles a message, and never loses it`() throws {
    // The error comes in the middle of a script, whose earlier writes stay.
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      try restrict(bench)
      let admin = try bench.another()
      _ = try admin.call("ACL", "SETUSER", "tasks", "-rpop")
      #expect(throws: RedisFailure.self) { try bench.claim(owner, 1) }
      #expect(try bench.list("crawl") == ["a"])
      guard case .repeated(let claim) = try bench.claim(owner, 1) else {
        Issue.record("the claim is not held")
        return
      }
      #expect(claim.text == "a")
    }
  }

  @Test func `that may not publish leaves a commit undone`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      try restrict(bench)
      _ = try bench.another().call("ACL", "SETUSER", "tasks", "resetchannels")
      let claim = try bench.taken(owner, 1)
      let commit = CommitRequest(claim: claim, mostBytes: 9, effects: [send(to: "mail"), result])
      #expect(
        try bench.send(commit) == .refused(reason: "forbidden", detail: "celery-task-meta-1"))
      #expect(try bench.list("mail") == [])
      #expect(try bench.claim(owner, 1) == .repeated(claim))
    }
  }
}
