// What every script refuses: a line that was cut, another layout, keys of a wrong type.

import Queue
import Testing

@Suite struct `Every script` {
  /// Requests that would change something.
  private static func argv(
    _ script: QueueScript, _ owner: OwnerID, _ claim: Claim, _ effects: [Effect] = []
  ) -> [[UInt8]] {
    let rest: [[UInt8]] =
      switch script {
      case .register: RegisterRequest(owner: owner, ttl: .seconds(1)).arguments
      case .beat:
        BeatRequest(owner: owner, ttl: .seconds(1), lease: .seconds(1), tokens: [claim.token]).arguments
      case .claim:
        ClaimRequest(
          token: ClaimToken(owner: owner, slot: 1, sequence: 1), lease: .seconds(1), mostBytes: 9,
          sources: KeySpace().sources(["crawl"])
        ).arguments
      case .express:
        ExpressRequest(
          token: ClaimToken(owner: owner, slot: 1, sequence: 1), lease: .seconds(1), mostBytes: 9,
          tasks: ["t"],
          sources: KeySpace().sources(["crawl"])
        ).arguments
      case .mark: MarkRequest(claim: claim, mostBytes: 9, isEarly: true).arguments
      case .tell: TellRequest(claim: claim, mostBytes: 9, effects: []).arguments
      case .rate: RateRequest(task: "t", id: "i", retries: 0, intervalMicroseconds: 9).arguments
      case .stage: StageRequest(claim: claim, mostBytes: 9, chunk: 1, messages: []).arguments
      case .turn:
        TurnRequest(
          commit: CommitRequest(claim: claim, mostBytes: 9, effects: effects),
          claim: ClaimRequest(
            token: ClaimToken(owner: owner, slot: 1, sequence: 9), lease: .seconds(1), mostBytes: 9,
            sources: KeySpace().sources(["crawl"]))
        ).arguments
      case .commit: CommitRequest(claim: claim, mostBytes: 9, effects: effects).arguments
      case .retry: RetryRequest(claim: claim, mostBytes: 9, due: .after(.zero), raw: [1]).arguments
      case .defer: DeferRequest(claim: claim, due: .after(.zero)).arguments
      case .dead: DeadRequest(claim: claim, mostBytes: 9, reason: "no").arguments
      case .reap: ReapRequest(owner: owner).arguments
      case .restore: RestoreRequest().arguments
      case .promote: PromoteRequest().arguments
      case .release: ReleaseRequest(owner: owner).arguments
      case .revoke: RevokeRequest(ids: ["t"]).arguments
      case .revocations: RevocationsRequest(ids: ["t"]).arguments
      case .revoked: RevokedRequest().arguments
      case .introduce: IntroduceRequest("w@h", queues: ["crawl"], comes: true, in: KeySpace()).arguments
      case .speak:
        SpeakRequest([WorkerSpeech(way: .publish(channel: "c"), payload: Array("m"))], in: KeySpace())
          .arguments
      case .plan: PlanRequest([.init(task: "s", recurrence: Array("{}"))], ended: ["t"]).arguments
      case .tick:
        TickRequest(
          .init(task: "s", recurrence: Array("{}")), dueMilliseconds: 1, list: Array("crawl"), raw: Array("m")
        ).arguments
      case .timetable: TimetableRequest().arguments
      case .send: SendRequest(deliveryTag: "t", list: Array("crawl"), raw: Array("m")).arguments
      case .result: ResultRequest(key: Array("celery-task-meta-t")).arguments
      case .workers: WorkersRequest().arguments
      case .queues: QueuesRequest(queues: ["crawl"], keys: KeySpace()).arguments
      case .scheduled: ScheduledRequest().arguments
      case .purge: PurgeRequest(lists: [Array("crawl")]).arguments
      case .drainBack: DrainBackRequest(force: true).arguments
      case .deadList: DeadListRequest(queue: "crawl").arguments
      case .deadShow: DeadShowRequest(queue: "crawl", id: "1").arguments
      case .deadReplay: DeadReplayRequest(queue: "crawl", id: "1").arguments
      case .deadDrop: DeadDropRequest(queue: "crawl", .id("1")).arguments
      }
    return [Array("id")] + rest + [Array(".")]
  }

  @Test(arguments: QueueScript.allCases)
  func `refuses a request that was cut, wherever`(_ script: QueueScript) throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      let argv = Self.argv(script, owner, try bench.taken(owner, 1))
      let before = try bench.snapshot()
      for count in 0..<argv.count {
        let failure = #expect(throws: RedisFailure.self) { try bench.run(script, Array(argv[..<count])) }
        #expect(failure?.code == "TRUNCATED")
      }
      #expect(try bench.snapshot() == before)
    }
  }

  @Test(arguments: QueueScript.allCases)
  func `refuses another layout of keys, and a database without one`(_ script: QueueScript) throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      let argv = Self.argv(script, owner, try bench.taken(owner, 1))
      try bench.redis("SET", "devseo:ver", "2")
      let before = try bench.snapshot()
      let failure = #expect(throws: RedisFailure.self) { try bench.run(script, argv) }
      #expect(failure?.code == "LAYOUT")
      #expect(try bench.snapshot() == before)
      // What clients do goes on without a dispatcher.
      let foundless: [QueueScript] = [
        .register, .send, .result, .queues, .workers, .scheduled, .purge, .timetable,
      ]
      guard !foundless.contains(script) else { return }
      try bench.redis("DEL", "devseo:ver")
      let other = #expect(throws: RedisFailure.self) { try bench.run(script, argv) }
      #expect(other?.code == "LAYOUT")
    }
  }

  /// Keys of ours that are no claim's own.
  private static let keys = [
    "own", "lease", "done", "due", "duemsg", "fence", "info", "sched", "revoked", "terminated", "revision",
  ]

  /// The keys that what each task needs reads or writes.
  private static let used: [QueueScript: [String]] = [
    .claim: ["own", "lease", "fence", "revoked"],
    .commit: ["lease", "done", "due", "duemsg"],
    .turn: ["lease", "done", "due", "duemsg", "own", "fence", "revoked"],
  ]

  @Test(arguments: [QueueScript.claim, .commit, .turn], keys)
  func `refuses, where each task needs it, only keys of a wrong type that it uses`(
    _ script: QueueScript, _ key: String
  ) throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      let effects: [Effect] = [
        .result(
          ResultWrite(
            database: 0, home: 0, key: Array("celery-task-meta-t"), lifetimeSeconds: 9,
            value: .whole(Array("{}")))),
        .send(Dispatch(list: Array("crawl"), raw: [1], due: .after(.seconds(9)))),
      ]
      let argv = Self.argv(script, owner, try bench.taken(owner, 1), effects)
      try bench.redis("DEL", bench.root(key))
      try bench.redis("LPUSH", bench.root(key), "odd")
      let before = try bench.snapshot()
      if Self.used[script]?.contains(key) == true {
        let failure = #expect(throws: RedisFailure.self) { try bench.run(script, argv) }
        #expect(failure?.code == "WRONGTYPE")
        #expect(try bench.snapshot() == before)
      } else {
        _ = try bench.run(script, argv)
        #expect(try bench.list(bench.root(key)) == ["odd"])
        #expect(try bench.snapshot() != before)
      }
    }
  }

  @Test(arguments: QueueScript.allCases.filter { used[$0] == nil })
  func `refuses to work on keys of a wrong type`(_ script: QueueScript) throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      let argv = Self.argv(script, owner, try bench.taken(owner, 1))
      for key in Self.keys {
        try bench.redis("COPY", bench.root(key), "spare")
        try bench.redis("DEL", bench.root(key))
        try bench.redis("LPUSH", bench.root(key), "odd")
        let before = try bench.snapshot()
        let failure = #expect(throws: RedisFailure.self) { try bench.run(script, argv) }
        #expect(failure?.code == "WRONGTYPE")
        #expect(try bench.snapshot() == before)
        try bench.redis("DEL", bench.root(key))
        try bench.redis("COPY", "spare", bench.root(key))
        try bench.redis("DEL", "spare")
      }
    }
  }

  @Test(arguments: QueueScript.allCases)
  func `answers with the request's id first`(_ script: QueueScript) throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      let answer = try bench.run(script, Self.argv(script, owner, try bench.taken(owner, 1)))
      guard case .array(let values) = answer else {
        Issue.record("\(answer) is no array")
        return
      }
      #expect(values.first == .text(Array("id")))
      for value in values {
        guard case .text = value else {
          Issue.record("\(value) is no text")
          return
        }
      }
    }
  }
}
