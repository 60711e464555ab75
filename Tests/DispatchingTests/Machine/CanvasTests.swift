// Ends of tasks that others wait for: whatever the end, the request that settles it tells them.

import Dispatching
import JSONText
import Messages
import Queue
import Testing

@Suite struct `A task with others behind it` {
  /// A message with a chain, a chord and a link for errors.
  private func row(
    _ task: String = "t", id: String = "i", arguments: [JSON] = [], headers: [String: JSON] = [:]
  ) -> [UInt8] {
    func signature(_ id: String) -> JSON { ["task": "t", "args": [], "options": ["task_id": .string(id)]] }
    let embed: JSON = [
      "chain": [signature("c2"), signature("c1")], "chord": signature("b"), "errbacks": [signature("e")],
    ]
    let own: [String: JSON] = ["task": .string(task), "id": .string(id), "group": "g", "group_index": 0]
    let row: JSON = [
      "body": .string(String(decoding: JSON.array([.array(arguments), [:], embed]).bytes(), as: UTF8.self)),
      "content-type": "application/json", "headers": .object(own.merging(headers) { $1 }),
      "properties": ["delivery_tag": "d"],
    ]
    return row.bytes()
  }

  /// The states of results that a request writes by their keys, the parts of chords, and the tasks that it sends.
  private func told(_ effects: [Effect]) throws -> (states: [String: String], parts: [String], sent: [String])
  {
    var told = (states: [String: String](), parts: [String](), sent: [String]())
    for effect in effects {
      switch effect {
      case .result(let write):
        let text: [UInt8] =
          switch write.value {
          case .whole(let text): text
          case .dated(let before, let after): before + after
          }
        told.states[String(decoding: write.key.dropFirst("celery-task-meta-".utf8.count), as: UTF8.self)] =
          try JSON(parsing: text)["status"]?.string
      case .join(let part): told.parts.append("\(part.taskID) \(part.state)")
      case .send(let dispatch): told.sent.append(try Envelope(decoding: dispatch.raw).id)
      }
    }
    return told
  }

  private func effects(_ request: QueueRequest?) -> [Effect] {
    switch request {
    case .commit(let request): request.effects
    case .turn(let request): request.commit.effects
    case .dead(let request): request.effects
    default: []
    }
  }

  private let all = ["i", "c1", "c2"]

  private func expectBad(_ request: QueueRequest?, _ state: String, sent: [String], _ line: Int = #line)
    throws
  {
    let told = try told(effects(request))
    #expect(told.states == Dictionary(uniqueKeysWithValues: all.map { ($0, state) }), "line \(line)")
    #expect(told.parts == ["i \(state)"], "line \(line)")
    #expect(told.sent == sent, "line \(line)")
  }

  @Test func `that succeeds starts the next one and gives its part`() throws {
    var rig = try Rig()
    try rig.claim(row())
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(0), output: Array("1".utf8))))
    let told = try told(effects(rig.pending))
    #expect(told.states == ["i": "SUCCESS"])
    #expect((told.parts, told.sent) == (["i SUCCESS"], ["c1"]))
  }

  @Test func `that fails for good fails them`() throws {
    var rig = try Rig([["task": "t", "run": ["./t"], "queue": "q", "retry": ["max_retries": 0]]])
    try rig.claim(row())
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(1))))
    #expect(rig.pending?.script == .dead)
    try expectBad(rig.pending, "FAILURE", sent: ["e"])
  }

  @Test func `that will run again tells them nothing`() throws {
    var rig = try Rig()
    try rig.claim(row())
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(1))))
    guard case .retry(let request)? = rig.pending else { throw Missing() }
    let told = try told(request.effects)
    #expect(told.states == ["i": "RETRY"])
    // As Celery has it, a task that sends itself again is its own child.
    #expect(rig.pending?.effects.first?["children"] == [[["i", nil], nil]])
    #expect(told.parts.isEmpty && told.sent.isEmpty)
    #expect(try Envelope(decoding: request.raw).embed.keys.sorted() == ["chain", "chord", "errbacks"])
  }

  @Test func `that nobody knows fails them`() throws {
    var rig = try Rig()
    try rig.claim(row("unknown"))
    #expect(rig.pending?.script == .dead)
    try expectBad(rig.pending, "FAILURE", sent: ["e"])
  }

  @Test func `whose arguments do not fit fails them`() throws {
    var rig = try Rig()
    try rig.claim(row(arguments: [1, 2, 3]))
    try expectBad(rig.pending, "FAILURE", sent: ["e"])
  }

  @Test func `whose message has a poisoned date fails them`() throws {
    var rig = try Rig()
    try rig.claim(row(headers: ["eta": 0]))
    #expect(rig.pending?.script == .dead)
    try expectBad(rig.pending, "FAILURE", sent: ["e"])
  }

  @Test func `that has expired is revoked with them`() throws {
    var rig = try Rig()
    try rig.claim(row(headers: ["expires": "2020-01-01T00:00:00"]))
    try expectBad(rig.pending, "REVOKED", sent: [])
  }

  @Test func `that was taken back is revoked with them`() throws {
    var rig = try Rig()
    try rig.claim(row(), mayBeRevoked: true)
    rig.answer(.revocations, "ok", "revoked")
    try expectBad(rig.pending, "REVOKED", sent: [])
  }

  @Test func `that is acknowledged early leaves word for them before it starts`() throws {
    var rig = try Rig([["task": "t", "run": ["./t"], "queue": "q", "acks_late": false]])
    try rig.claim(row())
    guard case .mark(let request)? = rig.pending else { throw Missing() }
    let told = try told(request.ending)
    #expect(told.states == Dictionary(uniqueKeysWithValues: all.map { ($0, "FAILURE") }))
    #expect((told.parts, told.sent) == (["i FAILURE"], ["e"]))
    // If Redis refuses that, it must not begin, and says so.
    rig.answer(.mark, "refused", "forbidden", "q")
    #expect(rig.started.isEmpty)
    #expect(rig.pending?.script == .dead)
    try expectBad(rig.pending, "FAILURE", sent: ["e"])
  }

  @Test func `whose followers Redis refuses fails them instead`() throws {
    var rig = try Rig()
    try rig.claim(row())
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(0), output: Array("1".utf8))))
    rig.answer(.commit, "refused", "wrongtype", "q")
    try rig.reach(.dead)
    try expectBad(rig.pending, "FAILURE", sent: ["e"])
    // Then without the links for errors, then without those behind it, then the letter alone.
    rig.answer(.dead, "refused", "wrongtype", "q")
    try expectBad(rig.pending, "FAILURE", sent: [])
    rig.answer(.dead, "refused", "wrongtype", "q")
    let own = try told(effects(rig.pending))
    #expect(own.states == ["i": "FAILURE"])
    #expect(own.parts.isEmpty)
    rig.answer(.dead, "refused", "wrongtype", "q")
    #expect(rig.pending?.script == .dead)
    #expect(effects(rig.pending).isEmpty)
  }

  @Test func `that was taken back is revoked alone when Redis refuses the others`() throws {
    var rig = try Rig()
    try rig.claim(row(headers: ["expires": "2020-01-01T00:00:00"]))
    rig.answer(.commit, "refused", "forbidden", "q")
    #expect(try told(effects(rig.pending)).states == ["i": "REVOKED"])
    #expect(effects(rig.pending).count == 1)
  }

  @Test func `fails when more is to follow than may`() throws {
    var rig = try Rig()
    let long = JSON.string(String(repeating: "x", count: 1 << 20))
    let members = JSON.array(Array(repeating: ["task": "t"], count: 100))
    let chord: JSON = [
      "task": "celery.chord", "subtask_type": "chord",
      "kwargs": ["header": members, "body": ["task": "t", "args": [long]]],
    ]
    let body = JSON.array([[], [:], ["chain": [chord]]])
    let row: JSON = [
      "body": .string(String(decoding: body.bytes(), as: UTF8.self)), "content-type": "application/json",
      "headers": ["task": "t", "id": "i"],
    ]
    try rig.claim(row.bytes())
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(0), output: Array("1".utf8))))
    #expect(rig.pending?.script == .dead)
    let told = try told(effects(rig.pending))
    #expect(told.states == ["i": "FAILURE"])
    #expect(told.sent.isEmpty)
  }

  @Test func `says that it has started before it does, when that is wanted`() throws {
    var rig = try Rig { $0.tracksStarted = true }
    try rig.claim(row())
    guard case .mark(let request)? = rig.pending else { throw Missing() }
    #expect(!request.isEarly)
    #expect(try told(request.beginning).states == ["i": "STARTED"])
  }

  @Test func `of Celery's own needs no handler`() throws {
    var rig = try Rig()
    let items: JSON = [[1], [2]]
    let map: JSON = ["task": ["task": "t"], "it": items]
    try rig.claimTask("celery.starmap", id: "m", map.object ?? [:])
    let told = try told(effects(rig.pending))
    #expect(told.sent.count == 2)
    #expect(told.states["m"] == nil)
    var other = try Rig()
    try other.claimTask("celery.backend_cleanup", id: "m")
    #expect(try self.told(effects(other.pending)).states == ["m": "SUCCESS"])
  }

  private struct Missing: Error {}
}
