// Which handlers are started before their messages exist.

import Testing

@testable import Dispatching

@Suite struct `Spare handlers` {
  private let start = ContinuousClock.now

  @Test func `are one a task when it is idle`() {
    var pool = WarmPool(most: 4)
    #expect(
      pool.changes(for: ["a", "b"], running: [:], at: start) == [.start(task: "a"), .start(task: "b")])
    #expect(pool.changes(for: ["a", "b"], running: [:], at: start) == [])
  }

  @Test func `are one more than run, up to as many as may run`() {
    var pool = WarmPool(most: 3)
    var started = 0
    for _ in 0..<10 { started += pool.changes(for: ["a"], running: ["a": 8], at: start).count }
    #expect(started == 3)
  }

  @Test func `that are too many wait for a while, since the next messages may be near`() throws {
    var pool = WarmPool(most: 3)
    for _ in 0..<3 { _ = pool.changes(for: ["a"], running: ["a": 8], at: start) }
    #expect(pool.changes(for: ["a"], running: [:], at: start) == [])
    let due = try #require(pool.nextDeadline(for: ["a"], running: [:]))
    #expect(due == start + .seconds(5))
    #expect(pool.changes(for: ["a"], running: [:], at: due - .milliseconds(1)) == [])
    // As many are wanted once more: from here on they wait anew.
    #expect(pool.changes(for: ["a"], running: ["a": 2], at: due) == [])
    #expect(pool.changes(for: ["a"], running: [:], at: due + .seconds(4)) == [])
    let later = due + .seconds(5)
    #expect(pool.changes(for: ["a"], running: [:], at: later) == [.end(task: "a")])
    #expect(pool.changes(for: ["a"], running: [:], at: later) == [.end(task: "a")])
    #expect(pool.changes(for: ["a"], running: [:], at: later) == [])
  }

  @Test func `are replaced when they were taken`() {
    var pool = WarmPool(most: 4)
    _ = pool.changes(for: ["a"], running: [:], at: start)
    pool.take("a")
    #expect(pool.changes(for: ["a"], running: [:], at: start) == [.start(task: "a")])
  }

  @Test func `are replaced when they have waited too long`() throws {
    var pool = WarmPool(most: 4)
    _ = pool.changes(for: ["a"], running: [:], at: start)
    let due = try #require(pool.nextDeadline(for: ["a"], running: [:]))
    #expect(due == start + .seconds(600))
    #expect(pool.changes(for: ["a"], running: [:], at: due) == [.end(task: "a")])
    #expect(pool.changes(for: ["a"], running: [:], at: due) == [.start(task: "a")])
  }

  @Test func `are ended when their task is not warm any more`() {
    var pool = WarmPool(most: 4)
    _ = pool.changes(for: ["a"], running: [:], at: start)
    #expect(pool.changes(for: [], running: [:], at: start) == [.end(task: "a")])
    #expect(pool.changes(for: [], running: [:], at: start) == [])
  }

  @Test func `that end by themselves are started again after growing pauses`() throws {
    var pool = WarmPool(most: 4)
    _ = pool.changes(for: ["a"], running: [:], at: start)
    #expect(pool.failed("a", at: start) == .seconds(1))
    #expect(pool.changes(for: ["a"], running: [:], at: start) == [])
    let due = try #require(pool.nextDeadline(for: ["a"], running: [:]))
    #expect(due == start + .seconds(1))
    #expect(pool.changes(for: ["a"], running: [:], at: due) == [.start(task: "a")])
    #expect(pool.failed("a", at: due) == .seconds(2))
    // One that served proves that they can.
    _ = pool.changes(for: ["a"], running: [:], at: due + .seconds(2))
    pool.take("a")
    #expect(pool.failed("a", at: due) == .seconds(1))
  }
  @Test func `that become what others are made of count no more`() {
    var pool = WarmPool(most: 4)
    _ = pool.changes(for: ["a"], running: [:], at: start)
    pool.forget("a")
    #expect(pool.changes(for: ["a"], running: [:], at: start) == [.start(task: "a")])
    // What they are made of has ended: none is started for a while, and the one that is there stays.
    #expect(pool.failed("a", wasCounted: false, at: start) == .seconds(1))
    #expect(pool.changes(for: ["a"], running: ["a": 1], at: start) == [])
    let due = start + .seconds(1)
    #expect(pool.changes(for: ["a"], running: ["a": 1], at: due) == [.start(task: "a")])
    #expect(pool.changes(for: ["a"], running: ["a": 1], at: due) == [])
  }
}
