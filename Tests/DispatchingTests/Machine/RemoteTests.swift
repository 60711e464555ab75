// What Celery's tools ask and order, and what they are told.

import Dispatching
import JSONText
import Queue
import Testing

@Suite struct `A command of Celery's tools` {
  // MARK: - Answers

  @Test func `is answered to the client that waits, under its ticket`() throws {
    var rig = try Rig()
    #expect(try rig.reply("ping") == ["ok": "pong"])
    let speech = try #require(rig.replies.last)
    #expect(speech.way == .reply(exchange: "reply.celery.pidbox", routingKey: "oid-1"))
    let envelope = try JSON(parsing: speech.payload)
    #expect(envelope["headers"]?["ticket"] == "ticket-1")
    #expect(envelope["content-type"] == "application/json")
    #expect(envelope["properties"]?["delivery_info"]?["routing_key"] == "oid-1")
    #expect((envelope["headers"]?["clock"]?.integer ?? 0) > 7)
  }

  @Test(arguments: [
    (#"{"destination": ["devseo@test"]}"#, true), (#"{"destination": ["other@test"]}"#, false),
    (#"{"destination": []}"#, false), (#"{"pattern": "devseo@*", "matcher": "glob"}"#, true),
    (#"{"pattern": "w*", "matcher": "glob"}"#, false), (#"{"pattern": "dev", "matcher": "pcre"}"#, true),
    (#"{"pattern": "test", "matcher": "pcre"}"#, false), (#"{"pattern": "(", "matcher": "pcre"}"#, false),
    (#"{"pattern": "*", "matcher": "none"}"#, false),
  ])
  func `is for those it names`(audience: String, isForUs: Bool) throws {
    var rig = try Rig()
    let reply = try? rig.reply("ping", audience: try JSON(parsing: Array(audience.utf8)))
    #expect((reply != nil) == isForUs)
  }

  @Test func `without a ticket is obeyed and not answered`() throws {
    var rig = try Rig()
    try rig.command("enable_events", isAnswered: false)
    #expect(try rig.reply("enable_events") == ["ok": "task events already enabled"])
  }

  @Test func `that comes too late is obeyed and not answered`() throws {
    var rig = try Rig()
    try rig.command("enable_events", expires: rig.now.unixSeconds - 1)
    let count = rig.replies.count
    #expect(try rig.reply("enable_events") == ["ok": "task events already enabled"])
    #expect(rig.replies.count == count + 1)
  }

  @Test(arguments: ["failed", "pool", ""]) func `that nobody knows is a KeyError`(method: String) throws {
    var rig = try Rig()
    #expect(try rig.reply(method) == ["error": .string("KeyError('\(method)')")])
  }

  @Test(arguments: [
    "", "{}", "[]", "garbage", #"{"body": "e30=", "properties": {"body_encoding": "base64"}}"#,
    #"{"body": "W10=", "content-type": "application/json", "headers": {}, "properties": {"body_encoding": "base64"}}"#,
    #"{"body": "{\"method\": 1}", "content-type": "application/json", "headers": {}, "properties": {}}"#,
  ])
  func `that is none is logged and does no harm`(payload: String) throws {
    var rig = try Rig()
    rig.tell(.remote(Array(payload.utf8), Vitals()))
    #expect(rig.logged("warning") == ["a command cannot be read"])
    #expect(try rig.reply("ping") == ["ok": "pong"])
  }

  @Test func `without an argument it needs is a TypeError`() throws {
    var rig = try Rig()
    #expect(
      try rig.reply("add_consumer")
        == ["error": "TypeError(\"add_consumer() missing 1 required positional argument: 'queue'\")"])
    #expect(
      try rig.reply("revoke") == [
        "error": "TypeError(\"revoke() missing 1 required positional argument: 'task_id'\")"
      ])
  }

  @Test func `is answered while the dispatcher drains`() throws {
    var rig = try Rig()
    try rig.claimTask()
    rig.tell(.terminated)
    #expect(try rig.reply("ping") == ["ok": "pong"])
  }

  @Test func `moves our clock past the sender's`() throws {
    var rig = try Rig()
    let clock = try #require(try rig.reply("clock", clock: 1_000)["clock"]?.integer)
    #expect(clock > 1_000)
    let next = try #require(try rig.reply("clock")["clock"]?.integer)
    #expect(next > clock)
  }

  // MARK: - Looking

  @Test func `shows what runs, in full or in Python's words`() throws {
    var rig = try Rig()
    try rig.claimTask(id: "one", ["a": [1, "x"]])
    rig.vitals.handlers = [0: 4_711]
    rig.wait(.seconds(3))
    let task = try #require(try rig.reply("active").array?.first)
    #expect(task["id"] == "one" && task["name"] == "t" && task["type"] == "t")
    #expect(task["kwargs"] == ["a": [1, "x"]] && task["args"] == [])
    #expect(task["hostname"] == "devseo@test" && task["worker_pid"] == 4_711)
    #expect(task["acknowledged"] == false)
    #expect(
      task["delivery_info"] == ["exchange": "", "routing_key": "q", "priority": 0, "redelivered": false])
    let started = try #require(task["time_start"]?.double)
    #expect((rig.now.unixSeconds - started - 3).magnitude < 0.1)
    #expect(try rig.reply("active", ["safe": true]).array?.first?["kwargs"] == "{'a': [1, 'x']}")
    #expect(try rig.reply("query_task", ["ids": ["one", "two"]])["one"]?[0] == "active")
    #expect(try rig.reply("query_task", ["ids": ["two"]]) == [:])
    #expect(try rig.reply("reserved") == [])
  }

  @Test func `shows what is installed, with the attributes that are asked for`() throws {
    var rig = try Rig(
      slots: 1,
      [
        ["task": "b", "run": ["./b"], "queue": "q", "rate_limit": "5/m"],
        ["task": "a", "run": ["./a"], "queue": "q", "retry": ["max_retries": 2]],
      ])
    #expect(try rig.reply("registered") == ["a", "b [rate_limit=5/m]"])
    #expect(
      try rig.reply("registered", ["taskinfoitems": ["rate_limit", "max_retries"]]) == [
        "a [max_retries=2]", "b [rate_limit=5/m max_retries=3]",
      ])
  }

  @Test func `asks Redis what is parked and what is revoked`() throws {
    var rig = try Rig()
    try rig.command("scheduled")
    try rig.reach(.scheduled)
    let raw = String(decoding: rig.message(id: "later"), as: UTF8.self)
    rig.answer(.scheduled, "ok", "2", "1", "1800000060000", "q", raw, "2", "1800000070000", "q", "garbage")
    let parked = try #require(try rig.lastReply().array)
    #expect(parked.count == 1 && parked[0]["request"]?["id"] == "later" && parked[0]["priority"] == 6)
    #expect(parked[0]["eta"] == "2027-01-15T08:01:00+00:00")
    try rig.command("revoked")
    try rig.reach(.revoked)
    rig.answer(.revoked, "ok", "1800000000000", "x", "1800000010000", "y", "1800000020000")
    #expect(try rig.lastReply() == ["x", "y"])
  }

  @Test func `shows the worker as Flower needs it`() throws {
    var rig = try Rig(slots: 3) { settings in
      settings.broker.hostname = "redis.example"
      settings.queues = ["q", "r"]
    }
    rig.vitals.processID = 99
    let stats = try rig.reply("stats")
    #expect(stats["broker"]?["hostname"] == "redis.example" && stats["broker"]?["transport"] == "redis")
    #expect(stats["pool"]?["max-concurrency"] == 3 && stats["pid"] == 99 && stats["total"] == [:])
    #expect(stats["clock"]?.string != nil && stats["rusage"]?["maxrss"]?.integer != nil)
    let queues = try #require(try rig.reply("active_queues").array)
    #expect(queues.map { $0["name"] } == ["q", "r"] && queues[1]["routing_key"] == "r")
    let conf = try rig.reply("conf")
    #expect(conf["broker_url"] == "redis://redis.example:6379/0")
    #expect(conf["result_backend"] == "redis://redis.example:6379/0")
    #expect(try rig.reply("report")["ok"]?.string?.contains("queues -> q, r") == true)
    for method in ["memsample", "memdump"] { #expect(try rig.reply(method).string != nil) }
  }

  // MARK: - Changing

  @Test func `sets a rate, which holds when handlers are read anew`() throws {
    var rig = try Rig()
    #expect(
      try rig.reply("rate_limit", ["task_name": "t", "rate_limit": "10/m"])
        == ["ok": "new rate limit set successfully"])
    #expect(try rig.reply("registered") == ["t [rate_limit=10/m]"])
    rig.tell(.reloaded(try Rig.table([["task": "t", "run": ["./t"], "queue": "q"]])))
    #expect(try rig.reply("registered") == ["t [rate_limit=10/m]"])
    #expect(
      try rig.reply("rate_limit", ["task_name": "t", "rate_limit": 0]) == [
        "ok": "rate limit disabled successfully"
      ])
    #expect(try rig.reply("registered") == ["t"])
    #expect(
      try rig.reply("rate_limit", ["task_name": "u", "rate_limit": "1/s"]) == ["error": "unknown task"])
    #expect(
      try rig.reply("rate_limit", ["task_name": "t", "rate_limit": "zz"])
        == ["error": "Invalid rate limit string: ValueError(\"could not convert string to float: 'zz'\")"])
  }

  @Test func `sets limits for tasks that come`() throws {
    var rig = try Rig()
    #expect(
      try rig.reply("time_limit", ["task_name": "t", "soft": 5, "hard": 9])
        == ["ok": "time limits set successfully"])
    try rig.claimTask()
    #expect(rig.started[0].job.softLimitSeconds == 5 && rig.started[0].job.hardLimitSeconds == 9)
    #expect(try rig.reply("time_limit", ["task_name": "u", "soft": 5]) == ["error": "unknown task"])
  }

  @Test func `revokes tasks, and ends those that run`() throws {
    var rig = try Rig()
    try rig.command("revoke", ["task_id": ["u1", "u2"]])
    let request = try rig.revocation()
    #expect(request.ids == ["u1", "u2"] && request.signal == nil && request.effects.count == 2)
    #expect(try rig.lastReply() == ["ok": "tasks {'u1', 'u2'} flagged as revoked"])
    try rig.claimTask(id: "one")
    try rig.command("terminate", ["task_id": "one", "signal": "SIGKILL"])
    let termination = try rig.revocation()
    // What runs here keeps its result until it has ended.
    #expect(termination.signal == "SIGKILL" && termination.effects.isEmpty)
    try rig.reach(.revocations)
    rig.answer(.revocations, "ok", "SIGKILL")
    #expect(rig.signals == [9])
    #expect(try rig.lastReply() == ["ok": "terminate: one"])
    try rig.command("revoke", ["task_id": "gone", "terminate": true])
    #expect(try rig.revocation().signal == "SIGTERM")
    #expect(
      try rig.reply("revoke", ["task_id": "x", "terminate": true, "signal": "SIGNOSUCH"])
        == ["error": "AttributeError(\"module 'signal' has no attribute 'SIGNOSUCH'\")"])
  }

  @Test func `revokes by stamps what comes with one`() throws {
    var rig = try Rig()
    #expect(
      try rig.reply("revoke_by_stamped_headers", ["headers": ["k": "v"]])
        == ["ok": "headers {'k': 'v'} flagged as revoked, but not terminated"])
    var envelope = try #require(try JSON(parsing: rig.message(id: "one")).object)
    var headers = try #require(envelope["headers"]?.object)
    headers["stamps"] = ["k": ["v", "w"]]
    envelope["headers"] = .object(headers)
    try rig.claim(JSON.object(envelope).bytes())
    #expect(rig.started.isEmpty && rig.pending?.states == ["REVOKED"])
  }

  @Test func `adds queues and takes them away`() throws {
    var rig = try Rig()
    #expect(try rig.reply("add_consumer", ["queue": "r"]) == ["ok": "add consumer r"])
    guard case .serve(let queues)? = rig.actions.last(where: { if case .serve = $0 { true } else { false } })
    else {
      throw Rig.Missing("watches")
    }
    #expect(queues == ["q", "r"])
    let lists = try rig.reachClaim().sources.map(\.queue)
    #expect(Set(lists) == ["q", "r"])
    #expect(try rig.reply("cancel_consumer", ["queue": "q"]) == ["ok": "no longer consuming from q"])
    #expect(try rig.reply("cancel_consumer", ["queue": "never"]) == ["ok": "no longer consuming from never"])
    #expect(try rig.reply("active_queues").array?.map { $0["name"] } == ["r"])
  }

  @Test func `grows and shrinks the pool`() throws {
    var rig = try Rig(slots: 1)
    #expect(try rig.reply("pool_grow", ["n": 2]) == ["ok": "pool will grow"])
    for number in 1...3 { try rig.claimTask(id: "id-\(number)") }
    #expect(rig.started.map(\.slot) == [0, 2, 3])
    #expect(try rig.reply("pool_shrink", ["n": 2]) == ["ok": "pool will shrink"])
    for slot in [0, 2, 3] {
      rig.tell(.ended(slot: slot, HandlerEnd(.exited(0), output: Array("1".utf8))))
      try rig.reach(.commit)
      rig.answer(.commit, "ok", "0")
    }
    try rig.claimTask(id: "id-4")
    rig.wait(.seconds(1))
    #expect(rig.started.count == 4)
    #expect(try rig.reply("stats")["pool"]?["max-concurrency"] == 1)
    #expect(try rig.reply("pool_shrink") == ["error": "ValueError('cannot shrink the pool below 1')"])
  }

  @Test func `sets the bounds of autoscaling where there is one`() throws {
    var rig = try Rig(slots: 4) { $0.leastConcurrency = 1 }
    #expect(try rig.reply("autoscale", ["max": 5, "min": 2]) == ["ok": "autoscale now max=5 min=2"])
    var fixed = try Rig()
    #expect(try fixed.reply("autoscale", ["max": 5]) == ["error": "ValueError('Autoscale not enabled')"])
  }

  @Test func `to shut down is obeyed without a word`() throws {
    var rig = try Rig()
    let count = rig.replies.count
    try rig.command("shutdown")
    rig.wait(.seconds(1))
    try rig.reach(.release)
    rig.answer(.release, "ok")
    #expect(rig.exitCode == 0 && rig.replies.count == count)
  }
}
