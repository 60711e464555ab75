// What is done to handlers that run: their limits, and claims that are lost.

import Dispatching
import Glibc
import JSONText
import Messages
import Queue
import Testing

@Suite struct `A running handler` {
  static let limited: [JSON] = [
    [
      "task": "t", "run": ["./t"], "queue": "q", "soft_time_limit_s": 10, "time_limit_s": 20,
      "retry": ["max_retries": 0],
    ]
  ]

  @Test func `is asked to end at its soft limit and killed at its hard one`() throws {
    var rig = try Rig(Self.limited)
    try rig.claimTask()
    rig.wait(.seconds(9.9))
    #expect(rig.signals.isEmpty)
    rig.wait(.seconds(0.2))
    #expect(rig.signals == [SIGTERM])
    rig.wait(.seconds(9.7))
    #expect(rig.signals == [SIGTERM])
    rig.wait(.seconds(0.3))
    #expect(rig.signals == [SIGTERM, SIGKILL])
    rig.wait(.seconds(60))
    #expect(rig.signals.count == 2)
    rig.tell(.ended(slot: 0, HandlerEnd(.signaled(SIGKILL))))
    let result = rig.pending?.effects.first?["result"]
    #expect(result?["exc_type"] == "TimeLimitExceeded")
    #expect(result?["exc_message"] == [20])
  }

  @Test func `that ends well after its soft limit has succeeded`() throws {
    var rig = try Rig(Self.limited)
    try rig.claimTask()
    rig.wait(.seconds(11))
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(0), output: Array("1".utf8))))
    #expect(rig.pending?.states == ["SUCCESS"])
  }

  @Test func `that ends badly after its soft limit has exceeded it`() throws {
    var rig = try Rig(Self.limited)
    try rig.claimTask()
    rig.wait(.seconds(11))
    rig.tell(.ended(slot: 0, HandlerEnd(.signaled(SIGTERM))))
    #expect(rig.pending?.effects.first?["result"]?["exc_type"] == "SoftTimeLimitExceeded")
  }

  @Test func `has the limits of its message before those of its manifest`() throws {
    var rig = try Rig(Self.limited) { $0.softTimeLimitSeconds = 1 }
    try rig.claimTask { $0.softTimeLimitSeconds = 2 }
    rig.wait(.seconds(2.1))
    #expect(rig.signals == [SIGTERM])
  }

  @Test func `has the dispatcher's limits when nobody else gives any`() throws {
    var rig = try Rig { $0.timeLimitSeconds = 3 }
    try rig.claimTask()
    rig.wait(.seconds(3.1))
    #expect(rig.signals == [SIGKILL])
  }

  @Test func `keeps its claim as long as Redis hears of it`() throws {
    var rig = try Rig()
    try rig.claimTask()
    rig.wait(.seconds(600))
    #expect(rig.signals.isEmpty)
    #expect(rig.started.count == 1)
  }

  @Test
  func `is killed before its lease ends when Redis cannot be told, and what it says counts for nothing`()
    throws
  {
    var rig = try Rig()
    try rig.claimTask()
    rig.isRedisSilent = true
    rig.wait(.seconds(48))
    #expect(rig.signals.isEmpty)
    rig.wait(.seconds(2))
    #expect(rig.signals == [SIGKILL])
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(0), output: Array("1".utf8))))
    rig.isRedisSilent = false
    rig.wait(.seconds(1))
    try rig.claimTask(id: "id-2")
    #expect(rig.started.count == 2)
    let committed = rig.actions.contains { if case .ask(.commit) = $0 { true } else { false } }
    #expect(!committed)
  }

  @Test func `is killed when Redis knows nothing of its claim`() throws {
    var rig = try Rig(slots: 2)
    let one = try rig.claimTask(id: "one")
    try rig.claimTask(id: "two")
    try rig.reach(.beat)
    guard case .beat(let request)? = rig.pending else { throw Rig.Missing("a beat") }
    #expect(request.tokens.count == 2)
    rig.answer(.beat, "ok", "\(rig.serverMilliseconds)", one.token.description)
    #expect(rig.signals == [SIGKILL])
  }

  @Test func `keeps the result of a settlement that nobody could hear for longer than its lease`() throws {
    var rig = try Rig()
    try rig.claimTask()
    rig.isRedisSilent = true
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(0), output: Array("1".utf8))))
    rig.wait(.seconds(3600))
    #expect(rig.pending?.script == .commit)
    rig.answer(.commit, "lost")
    #expect(rig.logged("warning").contains("a claim was lost before it could be ended"))
  }

  @Test func `is not started when its lease is over before it could begin`() throws {
    var rig = try Rig([["task": "t", "run": ["./t"], "queue": "q", "acks_late": false]])
    try rig.claimTask()
    rig.isRedisSilent = true
    rig.wait(.seconds(55))
    rig.answer(.mark, "ok", "0")
    #expect(rig.started.isEmpty)
    // Who holds the message now is told by the answer.
    rig.isRedisSilent = false
    try rig.reach(.defer)
    guard case .defer(let request)? = rig.pending else { throw Rig.Missing("a deferral") }
    #expect(request.isNext)
  }
}
