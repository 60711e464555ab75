// Schedules: each moment once, however many ask.

import Queue
import Testing

@Suite struct `A schedule` {
  private func tick(_ due: Int64, _ name: String = "s", list: String = "crawl") -> TickRequest {
    TickRequest(
      schedule: name, dueMilliseconds: due, list: Array(list),
      binding: QueueBinding(queue: "crawl", in: KeySpace()),
      raw: Array("\(name) \(due)"))
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
      #expect(try bench.send(tick(49)) == .already)
      #expect(try bench.send(tick(1, "other")) == .ok)
      #expect(try bench.strings("SMEMBERS", "_kombu.binding.crawl") == ["crawl\u{06}\u{16}\u{06}\u{16}crawl"])
    }
  }

  @Test func `is not early`() throws {
    try withScripts { bench, _ in
      let before = try bench.snapshot()
      #expect(try bench.send(tick(4_000_000_000_000)) == .early)
      #expect(try bench.snapshot() == before)
      let seconds = Int64(try bench.strings("TIME")[0]) ?? 0
      #expect(try bench.send(tick(seconds * 1000)) == .ok)
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
}
