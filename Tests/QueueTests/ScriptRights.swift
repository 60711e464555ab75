// A run of every script and both pipes that needs every right there is.

import Fixtures

@testable import Queue

extension ScriptBench {
  /// What was to happen, and did not.
  struct Difference: Error, CustomStringConvertible {
    let description: String
  }

  private func check(_ isSo: Bool, _ what: String) throws {
    guard isSo else { throw Difference(description: what) }
  }

  private func expect<Request: ScriptRequest>(_ request: Request, _ reply: Request.Reply) throws {
    let found = try send(request)
    try check(found == reply, "\(Request.script): \(found) in place of \(reply)")
  }

  private func write(_ id: String, database: Int, seconds: Int?) -> Effect {
    let value = ResultWrite.Value.whole(Array("{}"))
    return .result(
      ResultWrite(
        database: database, home: 0, key: keys.result(id), lifetimeSeconds: seconds, value: value))
  }

  /// Uses every right of the user that runs scripts; whatever is missing throws.
  func useEveryRight(_ owner: OwnerID) throws {
    try redis("FLUSHALL")
    let crawl = keys.list("crawl", step: 3)
    for number in 1...7 { _ = try connection.call([Array("LPUSH"), crawl, Array("m\(number)")]) }
    let info = WorkerInfo(
      name: "n", host: "h", processID: 1, queues: ["crawl"], slots: 1, version: "1", startedSeconds: 1)
    let register = RegisterRequest(owner: owner, ttl: .seconds(60), info: info)
    try send(register)
    let claims = try (0..<6).map { try taken(owner, slot: $0, 1) }
    try send(BeatRequest(owner: owner, ttl: .seconds(60), lease: .seconds(60), tokens: claims.map(\.token)))
    try endClaims(claims)
    try expect(
      RevokeRequest(
        ids: ["t", "u"], most: 1, signal: "SIGTERM", effects: [write("t", database: 0, seconds: 9)]),
      .ok(revoked: 1))
    try check(try send(RevocationsRequest(ids: ["t"])).standings == [.valid], "revocations")
    try meetTools()
    try check(try send(WorkersRequest()).workers.first?.info == info, "workers")
    try check(try send(ScheduledRequest()).messages.count == 3, "scheduled")
    try check(try send(PromoteRequest()).moved == 2, "promote")
    try check(try send(ReapRequest()).claims.isEmpty, "reap")
    try check(try send(ReapRequest(owner: owner)).claims.count == 2, "reap of an owner")
    try restore()
    try lookAtLetters()
    try send(register)
    try takeAndGiveBack(owner)
    try usePipes()
  }

  private func endClaims(_ claims: [Claim]) throws {
    let mail = Dispatch(
      list: keys.list("email"), raw: Array("m"), dedupe: Dispatch.Dedupe(key: "k", lifetime: .seconds(9)))
    let later = Dispatch(list: keys.list("email"), raw: Array("m"), due: .after(.seconds(60)))
    let results = [write("1", database: 1, seconds: 9), write("2", database: 0, seconds: nil)]
    try expect(
      MarkRequest(claim: claims[4], mostBytes: 9, isEarly: true, beginning: results, ending: results),
      .ok(sent: 0))
    try expect(TellRequest(claim: claims[0], mostBytes: 9, effects: results), .ok(sent: 0))
    let rate = RateRequest(task: "t", id: "1", retries: 0, intervalMicroseconds: 1)
    try expect(rate, .granted)
    try expect(rate, .granted)
    try expect(StageRequest(claim: claims[0], mostBytes: 9, chunk: 1, messages: [later]), .ok(sent: 1))
    let effects = [Effect.send(mail), .send(mail)] + results + chords
    try expect(CommitRequest(claim: claims[0], mostBytes: 9, effects: effects), .ok(sent: 4))
    try expect(CommitRequest(claim: claims[0], mostBytes: 9, effects: effects), .already)
    try expect(
      RetryRequest(claim: claims[1], mostBytes: 9, due: .after(.zero), raw: claims[1].raw), .ok(sent: 1))
    try expect(DeferRequest(claim: claims[2], due: .after(.zero), mostTimes: 9), .ok(sent: 1))
    try expect(DeadRequest(claim: claims[3], mostBytes: 9, reason: "no"), .ok(sent: 0))
  }

  /// Comes among Celery's workers, answers a client and a monitor, and goes.
  private func meetTools() throws {
    try check(try send(RevokedRequest()).tasks.map(\.id).count == 1, "revoked")
    try send(IntroduceRequest("w@h", queues: ["crawl"], comes: true, in: keys))
    let workers = try strings("SMEMBERS", "_kombu.binding.celery.pidbox")
    try check(workers == ["\u{06}\u{16}\u{06}\u{16}w@h.celery.pidbox"], "the table of workers")
    try redis(
      "SADD", "_kombu.binding.reply.celery.pidbox", "k\u{06}\u{16}\u{06}\u{16}k.reply.celery.pidbox")
    let listener = try another()
    for channel in ["/0.celeryev/task.multi", "/0.celery.pidbox"] {
      _ = try listener.call([Array("SUBSCRIBE".utf8), Array(channel.utf8)])
    }
    let reply = WorkerSpeech(
      way: .reply(exchange: "reply.celery.pidbox", routingKey: "k"), payload: Array("m"))
    let event = WorkerSpeech(way: .publish(channel: "/0.celeryev/task.multi"), payload: Array("m"))
    let command = WorkerSpeech(way: .publish(channel: "/0.celery.pidbox"), payload: Array("m"))
    try check(try send(SpeakRequest([reply, event, command], in: keys)).heard == 3, "speak")
    // Of the lists of its own mailbox there is none as a rule; one that somebody filled goes with it.
    for list in ["w@h.celery.pidbox", "w@h.celery.pidbox\u{06}\u{16}3"] { try redis("LPUSH", list, "m") }
    try send(IntroduceRequest("w@h", queues: ["crawl"], comes: false, in: keys))
    try check(try strings("SMEMBERS", "_kombu.binding.celery.pidbox").isEmpty, "the table after the farewell")
    try check(try strings("KEYS", "w@h*").isEmpty, "the mailbox after the farewell")
  }

  /// A chord in each of two databases: a part, another one in its place, and the last one, which sends a message.
  private var chords: [Effect] {
    [(0, 9), (1, nil)].flatMap { (database: Int, seconds: Int?) in
      let size = ResultWrite(
        database: database, home: 0, key: keys.group("g") + Array(".s".utf8), lifetimeSeconds: seconds,
        value: .whole([UInt8(ascii: "2")]))
      let parts = [("a", "FAILURE"), ("a", "SUCCESS"), ("b", "SUCCESS")].map { id, state in
        ChordPart(
          database: database, home: 0, key: keys.group("g"), lifetimeSeconds: seconds, mostBytes: 99,
          index: 1,
          taskID: id, state: state, value: Array("1".utf8),
          success: [.send(Dispatch(list: keys.list("email"), raw: Array("{}".utf8)))], failure: [])
      }
      return [.result(size)] + parts.map(Effect.join)
    }
  }

  /// Finds what a worker of Celery's left, by way of an exchange.
  private func restore() throws {
    let binding = QueueBinding(queue: "crawl", in: keys)
    _ = try connection.call([Array("SADD".utf8), binding.key, binding.member])
    try redis("HSET", "unacked", "tag", #"[{"properties": {"priority": 3}}, "crawl", "crawl"]"#)
    try redis("ZADD", "unacked_index", "1", "tag")
    try check(
      try send(RestoreRequest())
        == .done(.init(restored: 1, left: 0, buried: 0, mayBeMore: false)), "restore")
    _ = try connection.call([Array("RPOP".utf8), keys.list("crawl", step: 3)])
    try redis("DEL", String(decoding: binding.key, as: UTF8.self))
  }

  private func lookAtLetters() throws {
    let headers = try send(DeadListRequest(queue: "crawl")).headers
    try check(headers.map(\.reason) == ["no", "worker lost"], "dead-list")
    guard let id = headers.first?.id else { return }
    try check(try send(DeadShowRequest(queue: "crawl", id: id)) != .gone, "dead-show")
    try expect(DeadReplayRequest(queue: "crawl", id: id), .ok)
    let all = DeadDropRequest(queue: "crawl", .older(thanMilliseconds: 4_000_000_000_000, limit: 9))
    try check(try send(all).count == 1, "dead-drop")
  }

  private func takeAndGiveBack(_ owner: OwnerID) throws {
    _ = try taken(owner, slot: 0, 1)
    try check(try send(ReleaseRequest(owner: owner)).claims.count == 1, "release")
    try send(RegisterRequest(owner: owner, ttl: .seconds(60)))
    let binding = QueueBinding(queue: "crawl", in: keys)
    let plan = PlanRequest.Plan(task: "s", recurrence: Array("{}"))
    try expect(
      TickRequest(
        plan, dueMilliseconds: 1, list: keys.list("crawl"), binding: binding, raw: Array(#""task":"t""#)),
      .ok)
    try check(try send(PlanRequest([plan], ended: ["t"])).sinceMilliseconds == [1], "plan")
    try check(try send(TimetableRequest()).rows.map(\.task) == ["s"], "timetable")
    let token = ClaimToken(owner: owner, slot: 7, sequence: 1)
    guard case .message = try express(token, tasks: ["t"]) else { throw Difference(description: "express") }
    try expect(
      SendRequest(deliveryTag: "d", list: keys.list("crawl"), binding: binding, raw: Array("m")), .ok)
    // A set that cannot be written is no failure of these scripts, but it is a right that is missing.
    let members = try connection.call([Array("SMEMBERS".utf8), binding.key])
    try check(members == .array([.text(binding.member)]), "the table of queues")
    guard case .counts = try send(QueuesRequest(queues: ["crawl"], keys: keys)),
      case .ok(count: 3) = try send(PurgeRequest(lists: [keys.list("email")])),
      case .stored = try send(ResultRequest(key: keys.result("t")))
    else { throw Difference(description: "queues, purge or result") }
  }

  /// What is sent beside scripts: the greeting, the loading of a script, and the peek into a list.
  private func usePipes() throws {
    let address = RedisAddress(
      .socket(path: server.socket), database: 1, user: "tasks", password: Array("word".utf8))
    let pipe = try RedisPipe(address, keyPrefix: keys.prefix)
    defer { pipe.close() }
    _ = try pipe.call(ResultRequest(key: keys.result("1")).pipeRequest(keys), patience: .seconds(20))
    try check(pipe.greeting?.redisVersion.isEmpty == false, "the greeting")
    var home = address
    home.database = 0
    let watch = try QueueWatch(home, list: keys.list("crawl", step: 3))
    defer { watch.close() }
    watch.arm()
    try check(watch.next() == .ringing, "the watch")
    let ear = try Subscription(home, channel: "/0.celery.pidbox")
    defer { ear.close() }
    ear.open()
    try check(Ear(ear).next() == .subscribed, "the ear")
  }
}
