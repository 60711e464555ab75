// What monitors hear of a dispatcher and its tasks.

import Dispatching
import JSONText
import Messages
import Queue
import Testing

@Suite struct `Monitors` {
  private func types(_ rig: Rig) throws -> [String] {
    try rig.events().compactMap { $0["type"]?.string }.filter { $0.hasPrefix("task-") }
  }

  @Test func `hear that a worker comes, every two seconds that it lives, and that it goes`() throws {
    var rig = try Rig { $0.info = nil }
    rig.vitals.processID = 12
    rig.vitals.load = [0.5, 0.25, 0.125]
    rig.wait(.seconds(20))
    var events = try rig.events()
    #expect(events.first?["type"] == "worker-online")
    let beats = events.filter { $0["type"] == "worker-heartbeat" }
    #expect((9...11).contains(beats.count))
    let beat = try #require(beats.last)
    #expect(beat["hostname"] == "devseo@test" && beat["pid"] == 12 && beat["freq"] == 2.0)
    #expect(beat["active"] == 0 && beat["processed"] == 0 && beat["loadavg"] == [0.5, 0.25, 0.125])
    #expect((try #require(beat["timestamp"]?.double) - rig.now.unixSeconds).magnitude < 3)
    rig.tell(.terminated)
    rig.wait(.seconds(1))
    try rig.reach(.release)
    events = try rig.events()
    #expect(events.last?["type"] == "worker-offline")
    let clocks = events.compactMap { $0["clock"]?.integer }
    #expect(clocks == clocks.sorted() && Set(clocks).count == clocks.count)
  }

  @Test func `hear nothing of tasks unless they asked`() throws {
    var rig = try Rig()
    try rig.claimTask()
    rig.wait(.seconds(3))
    #expect(try types(rig).isEmpty)
    #expect(try rig.reply("enable_events") == ["ok": "task events enabled"])
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(0), output: Array("[1, \"x\"]".utf8))))
    rig.answer(.commit, "ok", "0")
    rig.wait(.seconds(1))
    #expect(try types(rig) == ["task-succeeded"])
    let event = try #require(try rig.events().first { $0["type"] == "task-succeeded" })
    #expect(event["uuid"] == "id-1" && event["result"] == "[1, 'x']")
    #expect((try #require(event["runtime"]?.double) - 3).magnitude < 0.1)
    #expect(try rig.reply("disable_events") == ["ok": "task events disabled"])
    #expect(try rig.reply("stats")["total"] == ["t": 1])
  }

  @Test func `hear of each task that it came, started and ended, in this order and together`() throws {
    var rig = try Rig { $0.sendsTaskEvents = true }
    try rig.claimTask(id: "one", ["a": "x"])
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(0), output: Array("1".utf8))))
    rig.answer(.commit, "ok", "0")
    rig.wait(.seconds(1))
    #expect(try types(rig) == ["task-received", "task-started", "task-succeeded"])
    let received = try #require(try rig.events().first { $0["type"] == "task-received" })
    #expect(received["name"] == "t" && received["kwargs"] == "{'a': 'x'}" && received["args"] == "()")
    #expect(received["retries"] == 0 && received["root_id"] == "one" && received["parent_id"] == .null)
    let channels = rig.speeches.compactMap { if case .publish(let channel) = $0.way { channel } else { nil } }
    #expect(channels.count { $0 == "/0.celeryev/task.multi" } == 1)
    #expect(channels.contains("/0.celeryev/worker.heartbeat"))
    #expect(try rig.reply("disable_events") == ["ok": "task events already enabled"])
  }

  @Test func `hear of failures, retries, expired and unknown tasks`() throws {
    var rig = try Rig(
      slots: 1, [["task": "t", "run": ["./t"], "queue": "q", "retry": ["max_retries": 1, "delay_s": 1]]]
    ) { $0.sendsTaskEvents = true }
    for retries in [0, 1] {
      try rig.claim(rig.message(id: "r\(retries)"))
      rig.tell(
        .ended(
          slot: 0,
          HandlerEnd(
            .exited(retries == 0 ? 1 : 65), events: [.failure(type: "ValueError", message: "no")])))
      try rig.reach(retries == 0 ? .retry : .dead)
      rig.answer(retries == 0 ? .retry : .dead, "ok", "0")
    }
    try rig.claimTask("t", id: "late") { $0.expires = 1_799_999_000 }
    try rig.reach(.commit)
    rig.answer(.commit, "ok", "0")
    try rig.claimTask("nobody", id: "unknown")
    try rig.reach(.dead)
    rig.answer(.dead, "ok", "0")
    rig.wait(.seconds(1))
    #expect(
      try types(rig) == [
        "task-received", "task-started", "task-retried", "task-received", "task-started", "task-failed",
        "task-received", "task-revoked", "task-received", "task-failed",
      ])
    let failed = try #require(try rig.events().first { $0["type"] == "task-failed" })
    #expect(failed["exception"] == "ValueError('no')")
    let unknown = try #require(try rig.events().last { $0["type"] == "task-failed" })
    #expect(unknown["exception"] == "NotRegistered('nobody')" && unknown["traceback"] == .null)
    let revoked = try #require(try rig.events().first { $0["type"] == "task-revoked" })
    #expect(revoked["expired"] == true && revoked["terminated"] == false)
  }
}
