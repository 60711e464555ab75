// The ear on a channel and a real server: it hears what is said, and mends itself.

import Fixtures
import Glibc
import Testing

@testable import Queue

@Suite struct `A subscription` {
  private func withEar(
    _ body: (Ear, RedisServer) throws -> Void
  ) throws {
    try withRedis { redis in
      let ear = try Subscription(try RedisAddress(parsing: redis.url), channel: "/0.celery.pidbox")
      defer { ear.close() }
      ear.open()
      try body(Ear(ear), redis)
    }
  }

  @Test func `hears what is published on its channel, whatever it holds, and nothing else`() throws {
    try withEar { ear, redis in
      #expect(ear.next() == .subscribed)
      try redis.cli("PUBLISH", "/1.celery.pidbox", "not for us")
      for text in [#"{"method": "ping"}"#, "line\nline \u{1}", "έ 🚲", ""] {
        try redis.cli("PUBLISH", "/0.celery.pidbox", text)
        #expect(ear.next() == .message(Array(text.utf8)))
      }
    }
  }

  @Test func `hears a message of many reads, and many messages of one`() throws {
    try withEar { ear, redis in
      #expect(ear.next() == .subscribed)
      let long = String(repeating: "x", count: 300_000)
      try redis.cli("EVAL", "for i = 1, 50 do redis.call('PUBLISH', '/0.celery.pidbox', i) end", "0")
      try redis.cli("EVAL", "return redis.call('PUBLISH', '/0.celery.pidbox', string.rep('x', 300000))", "0")
      for number in 1...50 { #expect(ear.next() == .message(Array("\(number)".utf8))) }
      #expect(ear.next() == .message(Array(long.utf8)))
    }
  }

  @Test func `listens again after redis-cli has died, and after Redis has`() throws {
    try withEar { ear, redis in
      #expect(ear.next() == .subscribed)
      kill(try #require(ear.processID), SIGKILL)
      guard case .trouble = ear.next() else { throw RedisFailure(description: "no trouble") }
      #expect(ear.nextThatIsNoTrouble() == .subscribed)
      try redis.restart()
      #expect(ear.nextThatIsNoTrouble() == .subscribed)
      try redis.cli("PUBLISH", "/0.celery.pidbox", "m")
      #expect(ear.next() == .message(Array("m")))
    }
  }

  @Test func `listens as soon as Redis is there, however long it may take to subscribe`() throws {
    try withRedis { redis in
      redis.kill()
      let ear = try Subscription(
        try RedisAddress(parsing: redis.url), channel: "/0.celery.pidbox", patience: .seconds(30))
      defer { ear.close() }
      ear.open()
      let heard = Ear(ear)
      guard case .trouble(let reason)? = heard.next() else { throw RedisFailure(description: "no trouble") }
      #expect(reason.contains("Could not connect"))
      try redis.start()
      #expect(heard.nextThatIsNoTrouble() == .subscribed)
    }
  }

  @Test func `drops a message that is longer than any command`() throws {
    try withEar { ear, redis in
      #expect(ear.next() == .subscribed)
      try redis.cli("EVAL", "return redis.call('PUBLISH', '/0.celery.pidbox', string.rep('x', 3000000))", "0")
      guard case .trouble(let reason)? = ear.next() else { throw RedisFailure(description: "no trouble") }
      #expect(reason == "a line is too long")
      #expect(ear.nextThatIsNoTrouble() == .subscribed)
    }
  }
}

/// A subscription whose outcomes come one by one.
final class Ear {
  private let subscription: Subscription
  private var waiting: [Subscription.Outcome] = []

  init(_ subscription: Subscription) { self.subscription = subscription }

  var processID: Int32? { subscription.processID }

  /// What it hears next.
  func next() -> Subscription.Outcome? {
    for _ in 0..<1_000 where waiting.isEmpty {
      var polled = subscription.interests.map { pollfd(fd: $0.descriptor, events: $0.events, revents: 0) }
      let left = subscription.nextDeadline.map { ContinuousClock.now.duration(to: $0) } ?? .seconds(20)
      let (seconds, attoseconds) = left.components
      let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1
      poll(&polled, nfds_t(polled.count), Int32(clamping: max(0, milliseconds)))
      waiting = subscription.handle()
    }
    return waiting.isEmpty ? nil : waiting.removeFirst()
  }

  /// What it hears after all troubles.
  func nextThatIsNoTrouble() -> Subscription.Outcome? {
    while let outcome = next() {
      if case .trouble = outcome { continue }
      return outcome
    }
    return nil
  }
}
