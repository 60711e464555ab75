// What Redis is asked between a claim and the start of its handler: revocations, rates, marks.

import Dispatching
import Glibc
import JSONText
import Messages
import Queue
import Testing

@Suite struct `A task with a rate` {
  static let manifest: JSON = [
    "task": "t", "run": ["./t"], "queue": "q", "rate_limit": "10/s", "acks_late": false,
  ]

  @Test func `asks for its place, under its id and the number of its retries`() throws {
    var rig = try Rig([Self.manifest])
    try rig.claimTask()
    guard case .rate(let request)? = rig.pending else { throw Rig.Missing("a rate") }
    #expect(request.bucket == "t")
    #expect(request.grant == "id-1#0")
    #expect(request.intervalMicroseconds == 100_000)
    #expect(rig.started.isEmpty)
  }

  @Test func `starts when it is granted, after it was marked if need be`() throws {
    var rig = try Rig([Self.manifest])
    try rig.claimTask()
    rig.answer(.rate, "ok")
    #expect(rig.pending?.script == .mark)
    rig.answer(.mark, "ok", "0")
    #expect(rig.started.count == 1)
  }

  @Test func `is put off until its place in time, and the slot serves others`() throws {
    var rig = try Rig([Self.manifest, ["task": "other", "run": ["./o"], "queue": "q"]])
    try rig.claimTask()
    rig.answer(.rate, "wait", "500", "\(rig.serverMilliseconds + 500)")
    guard case .defer(let request)? = rig.pending else { throw Rig.Missing("a deferral") }
    #expect(request.due == .at(milliseconds: rig.serverMilliseconds + 500))
    #expect(request.mostTimes == nil)
    // Behind the others of its list it could come too late for its place.
    #expect(request.isNext)
    rig.answer(.defer, "ok", "1")
    try rig.claimTask("other", id: "id-2")
    #expect(rig.started.map(\.job.envelope.id) == ["id-2"])
  }

  @Test func `looks for parked messages when its place has come`() throws {
    var rig = try Rig([Self.manifest])
    try rig.claimTask()
    rig.answer(.rate, "wait", "300", "\(rig.serverMilliseconds + 300)")
    rig.answer(.defer, "ok", "1")
    let before = rig.now.instant
    try rig.reach(.promote)
    #expect(before.duration(to: rig.now.instant) <= .milliseconds(300))
  }
}

@Suite struct `A revoked task` {
  @Test func `is not asked about when nothing is revoked`() throws {
    var rig = try Rig()
    try rig.claimTask()
    #expect(rig.started.count == 1)
  }

  @Test func `does not start, and is revoked for whoever waits`() throws {
    var rig = try Rig()
    try rig.claim(rig.message(), mayBeRevoked: true)
    guard case .revocations(let request)? = rig.pending else { throw Rig.Missing("a look") }
    #expect(request.ids == ["id-1"])
    rig.answer(.revocations, "ok", "revoked")
    #expect(rig.pending?.script == .commit)
    #expect(rig.pending?.effects.first?["result"]?["exc_message"] == ["revoked"])
    #expect(rig.started.isEmpty)
  }

  @Test func `is told from others`() throws {
    var rig = try Rig()
    try rig.claim(rig.message(), mayBeRevoked: true)
    rig.answer(.revocations, "ok", "")
    #expect(rig.started.count == 1)
  }

  /// A dispatcher with a running handler that has learnt that something was revoked.
  private func running(_ standing: String) throws -> Rig {
    var rig = try Rig()
    rig.revision = 7
    try rig.claimTask()
    rig.wait(.seconds(2))
    rig.revision = 8
    try rig.reach(.revocations)
    guard case .revocations(let request)? = rig.pending else { throw Rig.Missing("a look") }
    #expect(request.ids == ["id-1"])
    rig.answer(.revocations, "ok", standing)
    return rig
  }

  @Test func `that runs goes on unless it is to be terminated`() throws {
    var rig = try running("revoked")
    #expect(rig.signals.isEmpty)
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(0), output: Array("1".utf8))))
    try rig.reach(.commit)
    #expect(rig.pending?.states == ["SUCCESS"])
  }

  @Test func `that runs is terminated by its signal, and killed when it does not obey`() throws {
    var rig = try running("SIGTERM")
    #expect(rig.signals == [SIGTERM])
    rig.wait(.seconds(9))
    #expect(rig.signals == [SIGTERM])
    rig.wait(.seconds(2))
    #expect(rig.signals == [SIGTERM, SIGKILL])
    rig.wait(.seconds(20))
    #expect(rig.signals.count == 2)
    rig.tell(.ended(slot: 0, HandlerEnd(.signaled(SIGKILL))))
    try rig.reach(.commit)
    #expect(rig.pending?.effects.first?["result"]?["exc_message"] == ["terminated"])
  }

  @Test func `that is killed is killed at once`() throws {
    var rig = try running("SIGKILL")
    #expect(rig.signals == [SIGKILL])
    rig.wait(.seconds(20))
    #expect(rig.signals.count == 1)
  }

  @Test func `is not looked for while the count of revocations stays`() throws {
    var rig = try Rig()
    rig.revision = 7
    try rig.claimTask()
    rig.wait(.seconds(5))
    let asked = rig.actions.contains { if case .ask(.revocations) = $0 { true } else { false } }
    #expect(!asked)
  }
}

@Suite struct `An express task` {
  static let manifests: [JSON] = [
    ["task": "t", "run": ["./t"], "queue": "q"],
    ["task": "cancel", "run": ["./c"], "queue": "q", "express": true],
  ]

  @Test func `is looked for when all slots are busy, at least four times a second`() throws {
    var rig = try Rig(slots: 2, Self.manifests)
    try rig.claimTask(id: "one")
    try rig.claimTask(id: "two")
    try rig.reach(.express)
    guard case .express(let request)? = rig.pending else { throw Rig.Missing("an express claim") }
    #expect(request.tasks == ["cancel"])
    #expect(request.token.slot == 2)
    rig.answer(.express, "empty")
    let before = rig.now.instant
    try rig.reach(.express)
    #expect(before.duration(to: rig.now.instant) <= .milliseconds(250))
  }

  @Test func `runs in the extra slot, and there is only one`() throws {
    var rig = try Rig(Self.manifests)
    try rig.claimTask()
    try rig.reach(.express)
    try rig.express(rig.message("cancel", id: "now"))
    #expect(rig.started.map(\.job.envelope.id) == ["id-1", "now"])
    #expect(rig.started.last?.slot == 1)
    rig.wait(.seconds(2))
    if case .express? = rig.pending { Issue.record("a second one") }
    rig.tell(.ended(slot: 1, HandlerEnd(.exited(0), output: Array("1".utf8))))
    try rig.reach(.commit)
    rig.answer(.commit, "ok", "0")
    try rig.reach(.express)
  }

  @Test func `that only looks like one is given back`() throws {
    var rig = try Rig(Self.manifests)
    try rig.claimTask()
    try rig.reach(.express)
    try rig.express(rig.message("t", id: "other"))
    #expect(rig.started.count == 1)
    #expect(rig.pending?.script == .defer)
  }

  @Test func `is not looked for when there are none, nor while a slot is free`() throws {
    var rig = try Rig()
    try rig.claimTask()
    rig.wait(.seconds(2))
    var free = try Rig(slots: 2, Self.manifests)
    try free.claimTask()
    free.wait(.seconds(2))
    let asked = (rig.actions + free.actions).contains { if case .ask(.express) = $0 { true } else { false } }
    #expect(!asked)
  }
}
