// The watch over a list and a real server: it rings when it must, takes nothing, and mends itself.

import Fixtures
import Glibc
import Testing

@testable import Queue

@Suite struct `A watch over a list` {
  @Test func `rings when a message comes, and leaves the list as it was`() throws {
    try withWatch { watch, redis in
      #expect(watch.processID == nil)
      watch.arm()
      try redis.waitUntilBlocked()
      try redis.cli("LPUSH", "tasks", "one", "two")
      #expect(watch.next() == .ringing)
      #expect(!watch.isWaiting)
      let left = try redis.cli("LRANGE", "tasks", "0", "-1")
      #expect(left == "two\none")
    }
  }

  @Test func `rings at once when a message lies there already, each time it is armed`() throws {
    try withWatch { watch, redis in
      try redis.cli("LPUSH", "tasks", "one")
      var processes: Set<Int32?> = []
      for _ in 0..<20 {
        watch.arm()
        #expect(watch.next() == .ringing)
        processes.insert(watch.processID)
      }
      #expect(processes.count == 1)
      #expect(try redis.cli("LRANGE", "tasks", "0", "-1") == "one")
    }
  }

  @Test func `does not ring for another list, and is quiet after its time`() throws {
    try withWatch(blockMilliseconds: 300) { watch, redis in
      watch.arm()
      try redis.waitUntilBlocked()
      try redis.cli("LPUSH", "other", "one")
      #expect(watch.next() == .quiet)
      #expect(!watch.isWaiting && watch.nextDeadline == nil)
      // The same redis-cli is asked again.
      let process = watch.processID
      try redis.cli("LPUSH", "tasks", "one")
      watch.arm()
      #expect(watch.next() == .ringing)
      #expect(process != nil && watch.processID == process)
    }
  }

  @Test func `of a list with any bytes in its name is asked for exactly that`() throws {
    let name: [UInt8] = [0x74, 0x06, 0x16, 0x33, 0x20, 0x22, 0x5C, 0x0A, 0xC3, 0xA9]
    try withWatch(list: name) { watch, redis in
      watch.arm()
      try redis.waitUntilBlocked()
      try redis.cli("LPUSH", String(decoding: name, as: UTF8.self), "one")
      #expect(watch.next() == .ringing)
    }
  }

  @Test func `rings for a message of megabytes, which it reads away`() throws {
    try withWatch { watch, redis in
      try redis.cli("EVAL", "redis.call('LPUSH', 'tasks', string.rep('x', 3000000))", "0")
      watch.arm()
      #expect(watch.next() == .ringing)
      let process = watch.processID
      // Armed amid the rest of the line, it asks when that has been read.
      watch.arm()
      #expect(watch.next() == .ringing)
      try redis.cli("DEL", "tasks")
      while watch.nextDeadline != nil { #expect(watch.turn() == nil) }
      watch.arm()
      try redis.waitUntilBlocked()
      try redis.cli("LPUSH", "tasks", "one")
      #expect(watch.next() == .ringing)
      #expect(process != nil && watch.processID == process)
    }
  }

  @Test func `brings what a script returns as soon as there is a message, or none for its time`() throws {
    try withWatch(blockMilliseconds: 300) { watch, redis in
      let pipe = try RedisPipe(watch.address)
      defer { pipe.close() }
      let look = PipeRequest(.lua("return {ARGV[1], redis.call('LLEN', 'tasks'), ARGV[2]}"), "x\n\0")
      #expect(pipe.evaluation(of: look) == nil)
      _ = try pipe.call(look)
      watch.arm(with: pipe.evaluation(of: look))
      try redis.waitUntilBlocked()
      let process = watch.processID
      // What is asked already stays as it is.
      watch.arm(with: nil)
      try redis.cli("LPUSH", "tasks", "{}")
      #expect(watch.next() == .evaluated([1, "x\n\0"]))
      #expect(!watch.isWaiting)
      try redis.cli("DEL", "tasks")
      watch.arm(with: pipe.evaluation(of: look))
      #expect(watch.next() == .evaluated([0, "x\n\0"]))
      #expect(process != nil && watch.processID == process)
    }
  }

  @Test func `shows the message that it has found while a script works on it`() throws {
    try withWatch { watch, redis in
      let pipe = try RedisPipe(watch.address)
      defer { pipe.close() }
      // Long enough to look at what is there meanwhile.
      let slow = PipeRequest(.lua("for i = 1, 3e7 do end return {ARGV[1]}"))
      _ = try pipe.call(slow)
      watch.arm(with: pipe.evaluation(of: slow))
      try redis.waitUntilBlocked()
      try redis.cli("LPUSH", "tasks", "{}")
      var outcome: QueueWatch.Outcome?
      while watch.seen == nil, outcome == nil { outcome = watch.turn() }
      #expect(outcome == nil && watch.seen == Array("{}".utf8))
      #expect(watch.next() == .evaluated([]))
      #expect(watch.seen == nil)
    }
  }

  @Test func `says so when a script is not known to Redis any more, and then only rings`() throws {
    try withWatch { watch, redis in
      let pipe = try RedisPipe(watch.address)
      defer { pipe.close() }
      let look = PipeRequest(.lua("return {ARGV[1]}"))
      _ = try pipe.call(look)
      try redis.cli("SCRIPT", "FLUSH")
      watch.arm(with: pipe.evaluation(of: look))
      try redis.cli("LPUSH", "tasks", "{}")
      let outcome = watch.next()
      let reason = try #require({ if case .trouble(let reason)? = outcome { reason } else { nil } }())
      #expect(reason.hasPrefix("NOSCRIPT"))
      #expect(watch.next() == .ringing)
    }
  }

  @Test func `rings with every other watch over the same list`() throws {
    try withWatch { watch, redis in
      let other = try QueueWatch(watch.address, list: Array("tasks".utf8))
      defer { other.close() }
      watch.arm()
      other.arm()
      try redis.waitUntilBlocked(2)
      try redis.cli("LPUSH", "tasks", "one")
      #expect(watch.next() == .ringing)
      #expect(other.next() == .ringing)
      #expect(try redis.cli("LRANGE", "tasks", "0", "-1") == "one")
    }
  }

  @Test func `closed has no redis-cli, and armed again another`() throws {
    try withWatch { watch, redis in
      watch.arm()
      try redis.waitUntilBlocked()
      watch.close()
      #expect(watch.processID == nil && watch.interests.isEmpty && watch.nextDeadline == nil)
      try redis.cli("LPUSH", "tasks", "one")
      watch.arm()
      #expect(watch.next() == .ringing)
    }
  }

  @Test func `proves itself with a password`() throws {
    try withRedis(RedisOptions(password: "pass word")) { redis in
      let watch = try QueueWatch(try RedisAddress(parsing: redis.url), list: Array("tasks".utf8))
      defer { watch.close() }
      try redis.cli("LPUSH", "tasks", "one")
      watch.arm()
      #expect(watch.next() == .ringing)
    }
  }
}

/// Runs `body` with a private server and a watch over one of its lists.
func withWatch<Result>(
  list: [UInt8] = Array("tasks".utf8), database: Int = 0, blockMilliseconds: Int = 20_000,
  grace: Duration = .seconds(20), _ body: (QueueWatch, RedisServer) throws -> Result
) throws -> Result {
  try withRedis { redis in
    let watch = try QueueWatch(
      try RedisAddress(parsing: redis.url(database: database)), list: list,
      blockMilliseconds: blockMilliseconds, grace: grace)
    defer { watch.close() }
    return try body(watch, redis)
  }
}

extension QueueWatch {
  /// One turn of a loop of poll.
  func turn() -> Outcome? {
    var polled = interests.map { pollfd(fd: $0.descriptor, events: $0.events, revents: 0) }
    let left = nextDeadline.map { ContinuousClock.now.duration(to: $0) } ?? .seconds(10)
    let milliseconds =
      left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1
    poll(&polled, nfds_t(polled.count), Int32(clamping: max(0, milliseconds)))
    return handle(
      readable: polled.first.map { $0.revents != 0 } ?? false,
      writable: polled.count > 1 && polled[1].revents != 0)
  }

  /// What it finds next.
  func next() -> Outcome? {
    while isWaiting {
      if let outcome = turn() { return outcome }
    }
    return nil
  }
}

extension RedisServer {
  /// Waits until so many clients wait for a list.
  func waitUntilBlocked(_ count: Int = 1) throws {
    for _ in 0..<1000 {
      if try cli("INFO", "clients").contains("blocked_clients:\(count)") { return }
      usleep(5000)
    }
    throw StillAwake()
  }

  private struct StillAwake: Error {}
}
