// The watch over a list when things go wrong: it says so, and goes on watching the same list.

import Fixtures
import Glibc
import Testing

@testable import Queue

@Suite struct `A watch over a list in trouble` {
  @Test func `goes on with a new redis-cli when its own is killed`() throws {
    try withWatch { watch, redis in
      watch.arm()
      try redis.waitUntilBlocked()
      let process = try #require(watch.processID)
      #expect(kill(process, SIGKILL) == 0)
      #expect(watch.next() == .trouble("redis-cli has ended"))
      #expect(watch.isWaiting && watch.processID == nil)
      // Asked to once more, it keeps its pause.
      #expect(watch.arm(now: .now - .seconds(1)) == nil)
      #expect(watch.processID == nil)
      try redis.cli("LPUSH", "tasks", "one")
      #expect(watch.next() == .ringing)
      #expect(watch.processID != process)
    }
  }

  @Test func `finds a server that was restarted`() throws {
    try withWatch { watch, redis in
      watch.arm()
      try redis.waitUntilBlocked()
      redis.kill()
      guard case .trouble(let first)? = watch.next() else { throw Surprise() }
      #expect(first.hasPrefix("Error: "))
      for _ in 0..<3 {
        guard case .trouble(let later)? = watch.next() else { throw Surprise() }
        #expect(later.hasPrefix("Could not connect to Redis at"))
      }
      try redis.start()
      try redis.cli("LPUSH", "tasks", "one")
      #expect(watch.nextThatIsNoTrouble() == .ringing)
    }
  }

  @Test func `gives up a server that hangs after its deadline, and asks again`() throws {
    try withWatch(blockMilliseconds: 100, grace: .milliseconds(400)) { watch, redis in
      watch.arm()
      #expect(watch.next() == .quiet)
      redis.pause()
      let start = ContinuousClock.now
      watch.arm()
      #expect(watch.next() == .trouble("no answer within 0.5 seconds"))
      #expect(ContinuousClock.now - start >= .milliseconds(500))
      #expect(watch.processID == nil)
      redis.resume()
      try redis.cli("LPUSH", "tasks", "one")
      #expect(watch.nextThatIsNoTrouble() == .ringing)
    }
  }

  @Test func `keeps watching its own database after the server has closed the connection`() throws {
    try withWatch(database: 3) { watch, redis in
      watch.arm()
      try redis.waitUntilBlocked()
      let process = watch.processID
      try redis.cli("CLIENT", "KILL", "TYPE", "normal")
      guard case .trouble? = watch.next() else { throw Surprise() }
      #expect(watch.turn() == nil && watch.processID != process)
      try redis.waitUntilBlocked()
      try redis.cli("LPUSH", "tasks", "of database 0")
      try redis.cli("-n", "3", "LPUSH", "tasks", "of database 3")
      #expect(watch.next() == .ringing)
      try redis.cli("-n", "3", "DEL", "tasks")
      while watch.nextDeadline != nil { _ = watch.turn() }
      watch.arm()
      // A watch that looked into database 0 would ring instead.
      try redis.waitUntilBlocked()
    }
  }

  @Test func `of a redis-cli that ends unasked says nothing`() throws {
    try withWatch { watch, redis in
      try redis.cli("LPUSH", "tasks", "one")
      watch.arm()
      #expect(watch.next() == .ringing)
      while watch.nextDeadline != nil { #expect(watch.turn() == nil) }
      let process = try #require(watch.processID)
      #expect(kill(process, SIGKILL) == 0)
      while watch.processID != nil { #expect(watch.turn() == nil) }
      watch.arm()
      #expect(watch.next() == .ringing)
    }
  }

  @Test func `says what is wrong with the list or its rights, at a growing pace`() throws {
    try withRedis { redis in
      try redis.cli("SET", "tasks", "no list")
      try redis.cli("ACL", "SETUSER", "limited", "on", ">pw", "+blmove", "~free")
      let place = RedisAddress.Place.socket(path: redis.socket)
      for (password, reason) in [("pw", "NOPERM"), ("wrong", "AUTH failed: WRONGPASS"), (nil, "WRONGTYPE")] {
        let address = RedisAddress(
          place, user: password == nil ? nil : "limited", password: password.map { Array($0.utf8) })
        let watch = try QueueWatch(address, list: Array("tasks".utf8))
        defer { watch.close() }
        watch.arm()
        let start = ContinuousClock.now
        for _ in 0..<4 {
          guard case .trouble(let said)? = watch.next() else { throw Surprise() }
          #expect(said.hasPrefix(reason))
          #expect(watch.processID == nil)
        }
        // The lower halves of the first three pauses.
        #expect(ContinuousClock.now - start >= .milliseconds(25 + 50 + 100))
      }
    }
  }

  private struct Surprise: Error {}
}

extension QueueWatch {
  /// What it finds after all troubles.
  fileprivate func nextThatIsNoTrouble() -> Outcome? {
    while isWaiting {
      guard let outcome = turn() else { continue }
      if case .trouble = outcome { continue }
      return outcome
    }
    return nil
  }
}
