// The life of a dispatcher: it registers, serves, sees Redis come and go, drains and ends.

import Dispatching
import Glibc
import JSONText
import Messages
import Queue
import Testing

@Suite struct `A dispatcher` {
  @Test func `registers before anything else, and then says that it serves`() throws {
    var rig = try Rig(registered: false)
    rig.tell(.tick)
    #expect(rig.pending?.script == .register)
    let isReadyEarly = rig.actions.contains { if case .ready = $0 { true } else { false } }
    #expect(!isReadyEarly)
    rig.register()
    let readies = rig.actions.count { if case .ready = $0 { true } else { false } }
    #expect(readies == 1)
    rig.wait(.seconds(120))
    #expect(rig.actions.count { if case .ready = $0 { true } else { false } } == 1)
  }

  @Test func `says that it lives at a quarter of its lease`() throws {
    var rig = try Rig()
    rig.wait(.seconds(61))
    let beats = rig.actions.count { if case .ask(.beat) = $0 { true } else { false } }
    #expect(beats == 4)
  }

  @Test func `registers anew when Redis has forgotten it, and finds out what became of its claims`() throws {
    var rig = try Rig()
    let claim = try rig.claimTask()
    try rig.reach(.beat)
    rig.answer(.beat, "unregistered")
    #expect(rig.pending?.script == .register)
    rig.register()
    guard case .beat(let request)? = rig.pending else { throw Rig.Missing("a beat") }
    #expect(request.tokens == [claim.token])
  }

  @Test func `founds an emptied database anew and asks again`() throws {
    var rig = try Rig()
    try rig.claimTask()
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(0), output: Array("1".utf8))))
    rig.tell(.failed(PipeError(.layout, "there is no devseo:ver")))
    #expect(rig.pending?.script == .register)
    rig.isRedisSilent = true
    rig.register()
    rig.answer(.beat, "ok", "\(rig.serverMilliseconds)")
    // Celery's tools must find it again, too.
    #expect(rig.pending?.script == .introduce)
    rig.isRedisSilent = false
    rig.answerTools()
    #expect(rig.pending?.script == .commit)
  }

  @Test func `that may not use Redis ends before it serves, and never afterwards`() throws {
    var rig = try Rig(registered: false)
    rig.tell(.tick)
    rig.tell(.failed(PipeError(.configuration, "cannot use Redis at x: WRONGPASS")))
    #expect(rig.exitCode == 78)
    rig = try Rig()
    try rig.reachClaim()
    rig.tell(.failed(PipeError(.configuration, "cannot use Redis at x: WRONGPASS")))
    #expect(rig.exitCode == nil)
    #expect(rig.logged("error") == ["cannot use Redis at x: WRONGPASS"])
    rig.wait(.seconds(2))
    try rig.claimTask()
    #expect(rig.started.count == 1)
  }

  @Test func `tells of one cause once a second, whichever requests it strikes`() throws {
    var rig = try Rig()
    rig.isRedisSilent = true
    var failures = 0
    for _ in 0..<100 {
      rig.wait(.milliseconds(100))
      while rig.pending != nil {
        failures += 1
        rig.tell(.failed(PipeError(.configuration, "cannot use Redis at x: NOPERM")))
      }
    }
    let count = rig.logged("error").count
    #expect(failures > 15)
    #expect((5...11).contains(count), "\(count)")
  }

  @Test func `brings parked messages back when they are due`() throws {
    var rig = try Rig()
    try rig.reach(.promote)
    rig.answer(.promote, "ok", "200", "\(rig.serverMilliseconds)", "0")
    // As many as the limit: there may be more, and what was moved can be claimed.
    #expect(rig.pending?.script == .promote)
    rig.answer(.promote, "ok", "3", "", "0")
    rig.answerTools()
    #expect(rig.pending?.script == .claim)
  }

  @Test func `takes nothing from the dead for a whole lease after Redis was away`() throws {
    var rig = try Rig()
    rig.wait(.seconds(59))
    #expect(!rig.actions.contains { if case .ask(.reap) = $0 { true } else { false } })
    rig.tell(.interrupted("connection refused"))
    rig.wait(.seconds(59))
    #expect(!rig.actions.contains { if case .ask(.reap) = $0 { true } else { false } })
    rig.wait(.seconds(2))
    #expect(rig.actions.contains { if case .ask(.reap) = $0 { true } else { false } })
  }
}

@Suite struct `A dispatcher that is asked to end` {
  private static func end(_ text: String = "1") -> HandlerEnd {
    HandlerEnd(.exited(0), output: Array(text.utf8))
  }

  @Test func `claims no more, waits for its handlers, gives back and ends with 0`() throws {
    var rig = try Rig(slots: 2)
    try rig.claimTask()
    rig.tell(.terminated)
    rig.wait(.seconds(5))
    #expect(rig.signals.isEmpty)
    #expect(rig.exitCode == nil)
    rig.tell(.ended(slot: 0, Self.end()))
    #expect(rig.pending?.states == ["SUCCESS"])
    rig.answer(.commit, "ok", "0")
    // It was answering Celery's tools up to now.
    guard case .introduce(let farewell)? = rig.pending else { throw Rig.Missing("a farewell") }
    #expect(!farewell.comes)
    rig.answerTools()
    #expect(rig.pending?.script == .release)
    rig.answer(.release, "ok")
    #expect(rig.exitCode == 0)
  }

  @Test func `puts a message back that a claim still brings`() throws {
    var rig = try Rig()
    try rig.reachClaim()
    rig.tell(.terminated)
    try rig.claim(rig.message())
    guard case .defer(let request) = rig.pending else { throw Rig.Missing("a deferral") }
    #expect(request.due == .after(.zero))
    #expect(rig.started.isEmpty)
  }

  @Test func `asks handlers to end when its time is over, and kills them ten seconds later`() throws {
    var rig = try Rig()
    try rig.claimTask()
    rig.tell(.terminated)
    rig.wait(.seconds(59))
    #expect(rig.signals.isEmpty)
    rig.wait(.seconds(2))
    #expect(rig.signals == [SIGTERM])
    rig.wait(.seconds(10))
    #expect(rig.signals == [SIGTERM, SIGKILL])
    rig.tell(.ended(slot: 0, HandlerEnd(.signaled(SIGKILL))))
    guard case .defer(let request) = rig.pending else { throw Rig.Missing("a deferral") }
    #expect(request.due == .after(.zero))
    rig.answer(.defer, "ok", "1")
    rig.wait(.milliseconds(10))
    #expect(rig.pending?.script == .release)
    rig.answer(.release, "ok")
    #expect(rig.exitCode == 0)
  }

  @Test func `asked twice kills what runs and gives its messages back`() throws {
    var rig = try Rig(slots: 2)
    try rig.claimTask(id: "one")
    try rig.claimTask(id: "two")
    rig.tell(.terminated)
    rig.tell(.terminated)
    #expect(rig.signals == [SIGKILL, SIGKILL])
    rig.tell(.terminated)
    #expect(rig.signals.count == 2)
    rig.tell(.ended(slot: 0, HandlerEnd(.signaled(SIGKILL))))
    #expect(rig.pending?.script == .defer)
  }

  @Test func `does not wait for ever for a Redis that is away`() throws {
    var rig = try Rig()
    try rig.claimTask()
    rig.tell(.ended(slot: 0, Self.end()))
    rig.isRedisSilent = true
    rig.tell(.terminated)
    rig.wait(.seconds(74))
    #expect(rig.exitCode == nil)
    rig.wait(.seconds(2))
    #expect(rig.exitCode == 69)
  }

  @Test func `before it serves ends at once`() throws {
    var rig = try Rig(registered: false)
    rig.tell(.tick)
    rig.tell(.terminated)
    #expect(rig.exitCode == 0)
  }
}

@Suite struct `Progress` {
  @Test func `is told to clients once a second, by its last word`() throws {
    var rig = try Rig()
    try rig.claimTask()
    rig.tell(.progress(slot: 0, ["done": 1]))
    #expect(rig.pending?.effects.first?["status"] == "PROGRESS")
    #expect(rig.pending?.effects.first?["result"] == ["done": 1])
    rig.tell(.progress(slot: 0, ["done": 2]))
    rig.tell(.progress(slot: 0, ["done": 3]))
    rig.answer(.tell, "ok", "0")
    if case .tell? = rig.pending { Issue.record("told twice within a second") }
    try rig.reach(.tell)
    #expect(rig.pending?.effects.first?["result"] == ["done": 3])
  }

  @Test func `of a task whose result nobody wants is not told`() throws {
    var rig = try Rig()
    try rig.claimTask { $0.ignoresResult = true }
    rig.tell(.progress(slot: 0, ["done": 1]))
    rig.wait(.seconds(2))
    #expect(!rig.actions.contains { if case .ask(.tell) = $0 { true } else { false } })
  }

  @Test func `that finds its claim lost ends the handler`() throws {
    var rig = try Rig()
    try rig.claimTask()
    rig.tell(.progress(slot: 0, ["done": 1]))
    rig.answer(.tell, "lost")
    #expect(rig.signals == [SIGKILL])
  }

  @Test func `is forgotten when the end comes first`() throws {
    var rig = try Rig()
    try rig.claimTask()
    try rig.reach(.beat)
    rig.tell(.progress(slot: 0, ["done": 1]))
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(0), output: Array("1".utf8))))
    rig.answer(.beat, "ok", "\(rig.serverMilliseconds)")
    try rig.reach(.commit)
    #expect(rig.pending?.states == ["SUCCESS"])
    #expect(!rig.actions.contains { if case .ask(.tell) = $0 { true } else { false } })
  }
}

@Suite struct `A dispatcher that comes after a killed one` {
  @Test func `gives its claims back as soon as it has registered, then says that it has`() throws {
    let (one, two) = (OwnerID(), OwnerID())
    var rig = try Rig { $0.predecessors = [one, two] }
    guard case .reap(let first)? = rig.pending else { throw Rig.Missing("a reap") }
    #expect(first.owner == one)
    rig.answer(.reap, "ok", "\(one)/0/7", "returned", "q", "1")
    guard case .reap(let second)? = rig.pending else { throw Rig.Missing("a reap") }
    #expect(second.owner == two)
    #expect(!rig.actions.contains { if case .adopted = $0 { true } else { false } })
    rig.answer(.reap, "ok")
    #expect(rig.actions.contains { if case .adopted = $0 { true } else { false } })
    try rig.claimTask()
    #expect(rig.started.count == 1)
  }

  @Test func `goes on when that fails: leases end by themselves`() throws {
    var rig = try Rig { $0.predecessors = [OwnerID()] }
    rig.tell(.failed(PipeError(.bug, "no")))
    rig.wait(.seconds(2))
    try rig.claimTask()
    #expect(rig.started.count == 1)
  }
}
