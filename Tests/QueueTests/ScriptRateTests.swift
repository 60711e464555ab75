// Rates: each message has a slot of its own, an interval from the next one, and keeps it.

import Glibc
import Queue
import Testing

@Suite struct `A rate` {
  private let interval: Int64 = 100_000

  private func request(_ id: String, retries: Int = 0, every interval: Int64 = 100_000) -> RateRequest {
    RateRequest(task: "t", id: id, retries: retries, intervalMicroseconds: interval)
  }

  /// The slots of all grants, in microseconds, the first one first.
  private func slots(_ bench: ScriptBench) throws -> [Int64] {
    let flat = try bench.strings("ZRANGE", "devseo:grants:t", "0", "-1", "WITHSCORES")
    return stride(from: 1, to: flat.count, by: 2).compactMap { Int64(flat[$0]) }
  }

  @Test func `gives 600 messages of three clients 600 slots, an interval apart`() throws {
    try withScripts { bench, _ in
      let clients = try [bench] + (0..<2).map { _ in try ScriptBench(bench.server, keys: bench.keys) }
      var granted = 0
      var dues: [Int64] = []
      for number in 0..<600 {
        let reply = try clients[number % 3].send(request("m\(number)"))
        // Whoever asks again gets no other slot.
        let repeated = try clients[(number + 1) % 3].send(request("m\(number)"))
        switch (reply, repeated) {
        case (.granted, .granted): granted += 1
        case (.wait(_, let due), .wait(_, let again)) where due == again: dues.append(due)
        case (.wait(_, let due), .granted): dues.append(due)
        default: Issue.record("\(repeated) after \(reply)")
        }
      }
      #expect(granted >= 1)
      #expect(granted + dues.count == 600)
      // Both are rounded up to milliseconds, so a distance is exact.
      #expect(zip(dues, dues.dropFirst()).allSatisfy { $1 - $0 >= interval / 1000 })
      let slots = try slots(bench)
      #expect(zip(slots, slots.dropFirst()).allSatisfy { $1 - $0 >= interval })
      for (index, slot) in slots.enumerated() {
        #expect(slots[index...].prefix { $0 < slot + 1_000_000 }.count <= 10)
      }
      #expect(
        try bench.string("GET", "devseo:rate:t").flatMap { Int64($0) } == slots.last.map { $0 + interval })
    }
  }

  @Test func `tells how long to wait, the same to whoever asks again`() throws {
    try withScripts { bench, _ in
      #expect(try bench.send(request("a", every: 3_600_000_000)) == .granted)
      guard case .wait(let duration, let due) = try bench.send(request("b", every: 3_600_000_000)) else {
        Issue.record("there was a slot at once")
        return
      }
      #expect(duration > .seconds(3500) && duration <= .seconds(3600))
      let grants = try bench.string("ZSCORE", "devseo:grants:t", "b#0").flatMap { Int64($0) }
      #expect(due == ((grants ?? 0) + 999) / 1000)
      let before = try bench.snapshot()
      guard case .wait(let left, let again) = try bench.send(request("b", every: 3_600_000_000)) else {
        Issue.record("the slot has changed")
        return
      }
      #expect(again == due)
      #expect(left <= duration)
      #expect(try bench.send(request("a", every: 3_600_000_000)) == .granted)
      #expect(try bench.snapshot() == before)
    }
  }

  @Test func `knows a retry as another message, and another task not at all`() throws {
    try withScripts { bench, _ in
      let first = try bench.send(request("a", every: 60_000_000))
      #expect(first == .granted)
      #expect(try bench.send(request("a", retries: 1, every: 60_000_000)) != .granted)
      let other = RateRequest(task: "u", id: "a", retries: 1, intervalMicroseconds: 60_000_000)
      #expect(try bench.send(other) == .granted)
    }
  }

  @Test func `has a message that is over a second late ask anew, and forgets old ones`() throws {
    try withScripts { bench, _ in
      #expect(try bench.send(request("a", every: 60_000_000)) == .granted)
      let now = Int64(try bench.strings("TIME")[0]) ?? 0
      for (name, age) in [("a#0", Int64(3)), ("old", 9)] {
        try bench.redis("ZADD", "devseo:grants:t", "\((now - age) * 1_000_000)", name)
      }
      guard case .wait = try bench.send(request("a", every: 60_000_000)) else {
        Issue.record("the slot of three seconds ago still held")
        return
      }
      #expect(try bench.string("ZSCORE", "devseo:grants:t", "old") == nil)
      #expect(try slots(bench).count == 1)
    }
  }

  @Test func `lets a message start once its slot has come`() throws {
    try withScripts { bench, _ in
      #expect(try bench.send(request("a")) == .granted)
      _ = try bench.send(request("b"))
      let slot = try bench.string("ZSCORE", "devseo:grants:t", "b#0")
      for _ in 0..<2000 {
        if try bench.send(request("b")) == .granted { break }
        usleep(1000)
      }
      #expect(try bench.send(request("b")) == .granted)
      #expect(try bench.string("ZSCORE", "devseo:grants:t", "b#0") == slot)
    }
  }

  @Test func `takes another interval from the next slot on`() throws {
    try withScripts { bench, _ in
      #expect(try bench.send(request("a", every: 60_000_000)) == .granted)
      _ = try bench.send(request("b", every: 10_000_000))
      _ = try bench.send(request("c", every: 10_000_000))
      let slots = try slots(bench)
      #expect(zip(slots, slots.dropFirst()).map { $1 - $0 } == [60_000_000, 10_000_000])
    }
  }

  @Test func `leaves nothing behind when it is used no more`() throws {
    try withScripts { bench, _ in
      _ = try bench.send(request("a", every: 1))
      _ = try bench.send(request("b", every: 60_000_000))
      for key in ["devseo:rate:t", "devseo:grants:t"] {
        guard case .integer(let milliseconds) = try bench.redis("PTTL", key) else { return }
        #expect((40_000...63_000).contains(milliseconds))
      }
    }
  }

  @Test(arguments: ["rate", "grants"])
  func `writes nothing when a key is of a wrong type`(_ name: String) throws {
    try withScripts { bench, _ in
      try bench.redis("LPUSH", "devseo:\(name):t", "odd")
      let before = try bench.snapshot()
      let failure = #expect(throws: RedisFailure.self) { try bench.send(request("a")) }
      #expect(failure?.code == "WRONGTYPE")
      #expect(try bench.snapshot() == before)
    }
  }
}
