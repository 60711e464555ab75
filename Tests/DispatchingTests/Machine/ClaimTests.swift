// From a claim to a handler, or to the end of a message that cannot run: no Redis, no process, no clock.

import Dispatching
import JSONText
import Messages
import Queue
import Testing

@Suite struct `A claimed message` {
  @Test func `starts its handler with the arguments by name, and nothing else is asked for it`() throws {
    var rig = try Rig()
    try rig.claim(Envelopes.positional)
    let (slot, job) = try #require(rig.started.first)
    #expect(slot == 0)
    #expect(String(decoding: job.message, as: UTF8.self) == "{\"a\":null,\"b\":50,\"c\":true}\n")
    #expect(rig.started.count == 1)
  }

  @Test func `tells its handler who it is`() throws {
    var rig = try Rig([
      ["task": "t", "run": ["./t"], "queue": "q", "soft_time_limit_s": 5, "time_limit_s": 10]
    ])
    let claim = try rig.claimTask {
      $0.rootID = "root"; $0.parentID = "parent"
    }
    let context = try #require(rig.started.first).job.context(at: 1000)
    #expect(
      context == [
        "TASK_ID": "id-1", "TASK_NAME": "t", "TASK_QUEUE": "q", "TASK_ATTEMPT": "1", "TASK_MAX_ATTEMPTS": "4",
        "TASK_ROOT_ID": "root", "TASK_PARENT_ID": "parent", "TASK_FENCE": "\(claim.fence)",
        "TASK_SOFT_DEADLINE": "1005.0", "TASK_DEADLINE": "1010.0",
      ])
  }

  @Test func `that is no message becomes a dead letter without a result`() throws {
    var rig = try Rig()
    try rig.claim(Array("nonsense".utf8))
    guard case .dead(let request) = rig.pending else { throw Rig.Missing("a dead letter") }
    #expect(request.reason.hasPrefix("cannot read the message"))
    #expect(request.effects.isEmpty)
    #expect(rig.started.isEmpty)
  }

  @Test func `that names its id and nothing else of use fails for whoever waits for it`() throws {
    var rig = try Rig()
    let row =
      #"{"body":"W10=","content-type":"application/x-python-serialize","content-encoding":"binary","#
      + #""headers":{"id":"poison","task":"t"},"properties":{"body_encoding":"base64"}}"#
    try rig.claim(Array(row.utf8))
    guard case .dead(let request) = rig.pending else { throw Rig.Missing("a dead letter") }
    #expect(request.taskID == "poison")
    #expect(rig.pending?.states == ["FAILURE"])
  }

  @Test func `of an unknown task fails as NotRegistered and becomes a dead letter`() throws {
    var rig = try Rig()
    try rig.claimTask("no.such.task")
    guard case .dead(let request) = rig.pending else { throw Rig.Missing("a dead letter") }
    #expect(request.reason == "no handler has the task no.such.task")
    let record = try #require(rig.pending?.effects.first)
    #expect(record["result"]?["exc_type"] == "NotRegistered")
    #expect(record["result"]?["exc_message"] == ["no.such.task"])
    #expect(record["task_id"] == "id-1")
  }

  @Test func `with more arguments than the handler takes fails as TypeError`() throws {
    var rig = try Rig([["task": "t", "run": ["./t"], "queue": "q"]])
    try rig.claim(Envelopes.positional)
    #expect(rig.pending?.effects.first?["result"]?["exc_type"] == "TypeError")
    #expect(rig.pending?.script == .dead)
  }

  @Test func `that has expired on the server's clock is revoked`() throws {
    var rig = try Rig()
    let server = Double(rig.serverMilliseconds) / 1000
    try rig.claimTask { $0.expires = server - 1 }
    #expect(rig.pending?.script == .commit)
    #expect(rig.pending?.states == ["REVOKED"])
    #expect(rig.pending?.effects.first?["result"]?["exc_message"] == ["expired"])
  }

  @Test func `whose time has not come is parked until then`() throws {
    var rig = try Rig()
    let server = Double(rig.serverMilliseconds) / 1000
    try rig.claimTask { $0.eta = server + 90.5 }
    guard case .defer(let request) = rig.pending else { throw Rig.Missing("a deferral") }
    #expect(request.due == .at(milliseconds: rig.serverMilliseconds + 90_500))
    #expect(rig.started.isEmpty)
  }

  @Test func `whose time has just come starts`() throws {
    var rig = try Rig()
    let server = Double(rig.serverMilliseconds) / 1000
    try rig.claimTask { $0.eta = server }
    #expect(rig.started.count == 1)
  }

  @Test func `is measured by the server's clock, not by ours`() throws {
    var rig = try Rig()
    rig.now.unixSeconds += 86_400
    let server = Double(rig.serverMilliseconds) / 1000
    try rig.claimTask { $0.expires = server + 60 }
    #expect(rig.started.count == 1)
  }

  @Test func `that must not run twice is marked before its handler starts`() throws {
    var rig = try Rig([["task": "t", "run": ["./t"], "queue": "q", "acks_late": false]])
    try rig.claimTask()
    guard case .mark(let request) = rig.pending else { throw Rig.Missing("a mark") }
    #expect(request.isEarly)
    #expect(rig.pending?.effects.first?["result"]?["exc_type"] == "WorkerLostError")
    #expect(rig.started.isEmpty)
    rig.answer(.mark, "ok", "0")
    #expect(rig.started.count == 1)
  }

  @Test func `on its last delivery is marked, so that its loss has an end`() throws {
    var rig = try Rig()
    try rig.claim(rig.message(), attempts: 4)
    #expect(rig.started.count == 1)
    rig = try Rig()
    try rig.claim(rig.message(), attempts: 5)
    guard case .mark(let request) = rig.pending else { throw Rig.Missing("a mark") }
    #expect(!request.isEarly)
  }

  @Test func `that was lost before it was marked starts nothing`() throws {
    var rig = try Rig([["task": "t", "run": ["./t"], "queue": "q", "acks_late": false]])
    try rig.claimTask()
    rig.answer(.mark, "lost")
    #expect(rig.started.isEmpty)
    try rig.claimTask(id: "id-2")
    rig.answer(.mark, "ok", "0")
    #expect(rig.started.map(\.job.envelope.id) == ["id-2"])
  }

  @Test func `waits when its task runs as often as it may`() throws {
    var rig = try Rig(slots: 2, [["task": "t", "run": ["./t"], "queue": "q", "concurrency": 1]])
    try rig.claimTask(id: "one")
    try rig.claimTask(id: "two")
    #expect(rig.started.map(\.job.envelope.id) == ["one"])
    #expect(rig.pending?.script == .defer)
  }

  @Test func `that is too large is left to Redis, and the slot goes on`() throws {
    var rig = try Rig()
    try rig.reachClaim()
    rig.answer(.claim, "oversize", "q", "99999999", "17")
    #expect(rig.logged("error").count == 1)
    try rig.claimTask()
    #expect(rig.started.count == 1)
  }
}

@Suite struct `Claims` {
  @Test func `are asked by free slots only`() throws {
    var rig = try Rig(slots: 2)
    try rig.claimTask(id: "one")
    try rig.claimTask(id: "two")
    rig.wait(.seconds(1))
    rig.tell(.rang)
    if case .claim = rig.pending { Issue.record("a claim without a free slot") }
    #expect(rig.started.count == 2)
  }

  @Test func `use a number again as long as it brought nothing, and the next one afterwards`() throws {
    var rig = try Rig()
    rig.wait(.seconds(1))
    let first = try rig.claimTask(id: "one")
    #expect(first.token.sequence == 0)
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(0), output: Array("1".utf8))))
    rig.answer(.commit, "ok", "0")
    let second = try rig.claimTask(id: "two")
    #expect(second.token.sequence == 1)
    #expect(second.token.slot == 0)
  }

  @Test(arguments: ["stale", "gone"]) func `skip a number that is spent`(_ answer: String) throws {
    var rig = try Rig()
    try rig.reachClaim()
    rig.answer(.claim, answer)
    #expect(try rig.claimTask().token.sequence == 1)
  }

  @Test func `give each queue its turn, priority by priority`() throws {
    var rig = try Rig { $0.queues = ["one", "two"] }
    rig.wait(.seconds(1))
    let claims = rig.actions.compactMap { if case .ask(.claim(let claim)) = $0 { claim } else { nil } }
    #expect(claims.allSatisfy { $0.sources.count == 8 && Set($0.sources.prefix(2).map(\.queue)).count == 2 })
    let firsts = Set(claims.map { $0.sources[0].queue })
    #expect(firsts == ["one", "two"])
  }

  @Test func `watch the lists when there is nothing to do`() throws {
    var rig = try Rig()
    rig.wait(.milliseconds(200))
    let isWatching = rig.actions.contains { if case .watch = $0 { true } else { false } }
    #expect(isWatching)
  }

  @Test func `are made by the request that ends the one before, when messages wait`() throws {
    var rig = try Rig()
    let first = try rig.claimTask(id: "one")
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(0), output: Array("1".utf8))))
    guard case .turn(let request)? = rig.pending else { throw Rig.Missing("a turn") }
    #expect(request.commit.claim == first)
    #expect(request.claim.token == ClaimToken(owner: first.token.owner, slot: 0, sequence: 1))
    try rig.turn(rig.message(id: "two"))
    #expect(rig.started.map(\.job.envelope.id) == ["one", "two"])
  }

  @Test func `are not made by it in a drain, nor for a message that failed`() throws {
    var rig = try Rig()
    try rig.claimTask()
    rig.tell(.terminated)
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(0), output: Array("1".utf8))))
    guard case .commit? = rig.pending else { throw Rig.Missing("a commit") }
    rig = try Rig()
    try rig.claimTask()
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(65))))
    guard case .dead? = rig.pending else { throw Rig.Missing("a dead letter") }
  }

  @Test func `that a turn brings into a drain are put back`() throws {
    var rig = try Rig()
    try rig.claimTask()
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(0), output: Array("1".utf8))))
    rig.tell(.terminated)
    try rig.turn(rig.message(id: "two"))
    #expect(rig.started.count == 1)
    #expect(rig.pending?.script == .defer)
  }
}
