// Schedules: each moment once, however many ask, and from which one on.

import Queue
import Testing

@Suite struct `A schedule` {
  private static let hourly = Array(#"{"every_s":3600}"#.utf8)

  private func plan(_ name: String = "s", _ recurrence: [UInt8] = hourly) -> PlanRequest.Plan {
    PlanRequest.Plan(task: name, recurrence: recurrence)
  }

  private func tick(_ due: Int64, _ name: String = "s", list: String = "crawl") -> TickRequest {
    TickRequest(
      plan(name), dueMilliseconds: due, list: Array(list.utf8),
      binding: QueueBinding(queue: "crawl", in: KeySpace()), raw: Array("\(name) \(due)".utf8))
  }

  @Test func `fires each of its moments once, whoever asks`() throws {
    try withScripts { bench, _ in
      let clients = try [bench] + (0..<2).map { _ in try ScriptBench(bench.server, keys: bench.keys) }
      var fired = 0
      for due in Int64(1)...50 {
        for client in clients where try client.send(tick(due)) == .ok { fired += 1 }
      }
      #expect(fired == 50)
      #expect(try bench.list("crawl") == (1...50).reversed().map { "s \($0)" })
      #expect(try bench.send(tick(49)) == .already(sinceMilliseconds: 50))
      #expect(try bench.send(tick(1, "other")) == .ok)
      #expect(try bench.strings("SMEMBERS", "_kombu.binding.crawl") == ["crawl\u{06}\u{16}\u{06}\u{16}crawl"])
    }
  }

  @Test func `is not early`() throws {
    try withScripts { bench, _ in
      let before = try bench.snapshot()
      guard case .early(let told) = try bench.send(tick(4_000_000_000_000)) else {
        Issue.record("it was sent")
        return
      }
      #expect(try bench.snapshot() == before)
      let seconds = Int64(try bench.strings("TIME")[0]) ?? 0
      #expect((told / 1000 - seconds).magnitude <= 10)
      #expect(try bench.send(tick(seconds * 1000)) == .ok)
    }
  }

  @Test func `leaves a moment out whose next one has come`() throws {
    try withScripts { bench, _ in
      let before = try bench.snapshot()
      var late = tick(1000)
      late.nextMilliseconds = 2000
      guard case .late = try bench.send(late) else {
        Issue.record("it was sent")
        return
      }
      #expect(try bench.snapshot() == before)
      late.nextMilliseconds = 4_000_000_000_000
      #expect(try bench.send(late) == .ok)
      // Who was faster goes before.
      late.nextMilliseconds = 2000
      #expect(try bench.send(late) == .already(sinceMilliseconds: 1000))
    }
  }

  @Test func `whose key is no list has not fired`() throws {
    try withScripts { bench, _ in
      try bench.redis("SET", "odd", "1")
      let before = try bench.snapshot()
      #expect(try bench.send(tick(1, list: "odd")) == .refused(reason: "wrongtype", detail: "odd"))
      #expect(try bench.snapshot() == before)
      try bench.redis("DEL", "odd")
      #expect(try bench.send(tick(1, list: "odd")) == .ok)
    }
  }

  @Test func `counts from the moment at which it was made known, and goes on where it was`() throws {
    try withScripts { bench, _ in
      let first = try bench.send(PlanRequest([plan(), plan("other")]))
      #expect(first.sinceMilliseconds == [first.serverMilliseconds, first.serverMilliseconds])
      #expect(
        try bench.send(tick(first.serverMilliseconds))
          == .already(sinceMilliseconds: first.serverMilliseconds))
      // Asked again, by whomever, it is the same.
      #expect(try bench.send(PlanRequest([plan()])).sinceMilliseconds == [first.serverMilliseconds])
      try bench.redis("HSET", "devseo:sched", "s", "1000 0 " + String(decoding: Self.hourly, as: UTF8.self))
      #expect(try bench.send(PlanRequest([plan()])).sinceMilliseconds == [1000])
      #expect(try bench.send(tick(2000)) == .ok)
      #expect(try bench.send(PlanRequest([plan()])).sinceMilliseconds == [2000])
    }
  }

  @Test func `counts from now on when it has changed, and is forgotten when it is no more`() throws {
    try withScripts { bench, _ in
      #expect(try bench.send(tick(2000)) == .ok)
      let changed = try bench.send(PlanRequest([plan("s", Array(#"{"every_s":60}"#.utf8))]))
      #expect(changed.sinceMilliseconds == [changed.serverMilliseconds])
      let rows = try bench.send(TimetableRequest()).rows
      #expect(rows.map(\.task) == ["s"] && rows[0].lastMilliseconds == 2000)
      #expect(rows[0].recurrence == Array(#"{"every_s":60}"#.utf8))
      #expect(try bench.send(PlanRequest([], ended: ["s", "never"])).sinceMilliseconds.isEmpty)
      #expect(try bench.send(TimetableRequest()).rows.isEmpty)
    }
  }
}
