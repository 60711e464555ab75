// When the next request may start and how many may be under way, told by a clock that the tests set.

import Testing

@testable import Crawling

@Suite struct `The pace` {
  private let start = ContinuousClock.now

  @Test func `lets so many requests start in a second`() {
    var pace = Pace(requestsPerSecond: 4)
    #expect(pace.wait(at: start) == nil)
    pace.start(at: start)
    #expect(pace.wait(at: start) == .milliseconds(250))
    #expect(pace.wait(at: start + .milliseconds(249)) == .milliseconds(1))
    #expect(pace.wait(at: start + .milliseconds(250)) == nil)
    // Time that was not used is not saved up.
    pace.start(at: start + .seconds(10))
    #expect(pace.wait(at: start + .seconds(10)) == .milliseconds(250))
  }

  @Test func `may have no limit`() {
    var pace = Pace(requestsPerSecond: nil)
    for _ in 0..<1_000 { pace.start(at: start) }
    #expect(pace.wait(at: start) == nil)
  }

  @Test func `gets slower for a site that asks for it, never faster`() {
    var pace = Pace(requestsPerSecond: 2)
    pace.slow(to: .milliseconds(100))
    pace.start(at: start)
    #expect(pace.wait(at: start) == .milliseconds(500))
    pace.slow(to: .seconds(3))
    pace.start(at: start + .seconds(1))
    #expect(pace.wait(at: start + .seconds(1)) == .seconds(3))
  }

  @Test(arguments: [1e-300, 1e-30, .leastNonzeroMagnitude, 1e-9])
  func `takes any rate`(rate: Double) throws {
    var pace = Pace(requestsPerSecond: rate)
    pace.start(at: start)
    #expect(try #require(pace.wait(at: start)) > .seconds(3_600))
  }

  @Test
  func
    `is twenty requests a second for a verified site, five for others, and the operator's word goes first`()
  {
    var policy = CrawlPolicy(maxPages: 1)
    #expect(policy.requestsPerSecond == 5)
    policy.isVerified = true
    #expect(policy.requestsPerSecond == 20)
    policy.isOwnSite = true
    #expect(policy.requestsPerSecond == nil)
    policy.requestsPerSecond = 2
    #expect(policy.requestsPerSecond == 2)
    policy = CrawlPolicy(maxPages: 1)
    policy.requestsPerSecond = nil
    #expect(policy.requestsPerSecond == nil)
  }

  // MARK: - How many at once

  @Test func `begins with one request at a time, and takes more as they succeed`() {
    var pace = Pace(requestsPerSecond: nil, concurrency: 4)
    var seen: [Int] = []
    for _ in 0..<12 {
      seen.append(pace.concurrency)
      request(&pace, .answered(after: .milliseconds(50)), at: start)
    }
    #expect(seen.first == 1)
    #expect(seen == seen.sorted())
    #expect(seen.last == 4)
    #expect(Set(seen) == [1, 2, 3, 4])
  }

  @Test func `has room for as many as are not under way`() {
    var pace = Pace(requestsPerSecond: nil, concurrency: 2, isCautious: false)
    for isFree in [true, true, false] {
      #expect(pace.hasRoom == isFree)
      pace.start(at: start)
    }
    pace.end(.failed, startedAt: start, at: start)
    pace.end(.failed, startedAt: start, at: start)
    #expect(pace.hasRoom)
  }

  @Test func `of an own site begins with all of them, and does not mind slow answers`() {
    var pace = Pace(requestsPerSecond: nil, concurrency: 4, isCautious: false)
    #expect(pace.concurrency == 4)
    for seconds in [1, 9, 90] { request(&pace, .answered(after: .seconds(seconds)), at: start) }
    #expect(pace.concurrency == 4)
  }

  @Test func `halves when the host struggles, once for all that were under way`() {
    var pace = grown(requestsPerSecond: 10)
    for _ in 0..<3 { pace.start(at: start) }
    for _ in 0..<3 { pace.end(.overloaded, startedAt: start, at: start + .seconds(1)) }
    #expect(pace.concurrency == 2)
    pace.start(at: start + .seconds(60))
    #expect(pace.wait(at: start + .seconds(60)) == .milliseconds(200))
    request(&pace, .overloaded, at: start + .seconds(70))
    #expect(pace.concurrency == 1)
    for turn in 0..<100 { request(&pace, .overloaded, at: start + .seconds(80 + turn)) }
    #expect(pace.concurrency == 1)
    // Never slower than this, and back at the full rate after some successes.
    pace.start(at: start + .seconds(1_000))
    #expect(pace.wait(at: start + .seconds(1_000)) == .seconds(5))
    for turn in 0..<50 { request(&pace, .answered(after: nil), at: start + .seconds(2_000 + turn)) }
    pace.start(at: start + .seconds(3_000))
    #expect(pace.wait(at: start + .seconds(3_000)) == .milliseconds(100))
    #expect(pace.concurrency == 4)
  }

  @Test func `halves when answers take twice as long as they did`() {
    var pace = grown(requestsPerSecond: nil, latency: .milliseconds(200))
    for turn in 0..<8 {
      request(&pace, .answered(after: .milliseconds(390)), at: start + .seconds(turn))
    }
    #expect(pace.concurrency == 4)
    request(&pace, .answered(after: .milliseconds(1_200)), at: start + .seconds(10))
    #expect(pace.concurrency == 2)
    // What was sent before tells nothing about the new pace.
    pace.start(at: start)
    pace.end(.answered(after: .seconds(9)), startedAt: start, at: start + .seconds(11))
    #expect(pace.concurrency == 2)
  }

  @Test func `does not mind a few milliseconds more`() {
    var pace = grown(requestsPerSecond: nil, latency: .milliseconds(2))
    for turn in 0..<50 { request(&pace, .answered(after: .milliseconds(20)), at: start + .seconds(turn)) }
    #expect(pace.concurrency == 4)
  }

  @Test func `of a site that is slow by itself comes up again`() {
    var pace = grown(requestsPerSecond: nil, latency: .milliseconds(50))
    for turn in 0..<100 { request(&pace, .answered(after: .seconds(2)), at: start + .seconds(turn)) }
    #expect(pace.concurrency == 4)
  }

  // MARK: - Rest

  @Test func `rests as long as the host wishes, then goes one by one until one succeeds`() {
    var pace = grown(requestsPerSecond: nil)
    request(&pace, .throttled(.seconds(7)), at: start)
    #expect(pace.wait(at: start) == .seconds(7))
    #expect(pace.wait(at: start + .seconds(7)) == nil)
    #expect(pace.concurrency == 1)
    pace.start(at: start + .seconds(7))
    #expect(!pace.hasRoom)
    pace.end(.answered(after: nil), startedAt: start + .seconds(7), at: start + .seconds(8))
    #expect(pace.concurrency == 2)
  }

  @Test func `rests twice as long each time when nobody says how long, five minutes in all`() {
    var pace = Pace(requestsPerSecond: nil)
    var now = start
    var waits: [Duration] = []
    while !pace.isGivenUp {
      request(&pace, .throttled(nil), at: now)
      guard let wait = pace.wait(at: now) else { break }
      waits.append(wait)
      now += wait
    }
    #expect(waits == [5, 10, 20, 40, 80, 145].map { .seconds($0) })
    #expect(pace.waited == .seconds(300))
    #expect(pace.isGivenUp)
  }

  @Test func `takes who asks for too little at their word once`() {
    var pace = Pace(requestsPerSecond: nil)
    var now = start
    var waits: [Duration?] = []
    for _ in 0..<4 {
      request(&pace, .throttled(.zero), at: now)
      waits.append(pace.wait(at: now))
      now += pace.wait(at: now) ?? .zero
    }
    #expect(waits == [nil, .seconds(5), .seconds(10), .seconds(20)])
    // A success makes good.
    request(&pace, .answered(after: nil), at: now)
    request(&pace, .throttled(.seconds(1)), at: now + .seconds(1))
    #expect(pace.wait(at: now + .seconds(1)) == .seconds(1))
  }

  @Test func `gives up at once on who asks for more than our patience`() {
    var pace = Pace(requestsPerSecond: nil)
    request(&pace, .throttled(.seconds(300)), at: start)
    #expect(!pace.isGivenUp)
    #expect(pace.wait(at: start) == .seconds(300))
    var other = Pace(requestsPerSecond: nil)
    request(&other, .throttled(.seconds(301)), at: start)
    #expect(other.isGivenUp)
    #expect(other.wait(at: start) == nil)
  }

  @Test func `counts the answers to all that was under way as one wish, the longest`() {
    var pace = grown(requestsPerSecond: nil)
    for _ in 0..<3 { pace.start(at: start) }
    for seconds in [4, 9, 2] {
      pace.end(.throttled(.seconds(seconds)), startedAt: start, at: start + .seconds(1))
    }
    #expect(pace.wait(at: start + .seconds(1)) == .seconds(9))
    #expect(pace.waited == .seconds(9))
    // An answer to what was sent before is no sign that the host has recovered.
    pace.start(at: start)
    pace.end(.answered(after: nil), startedAt: start, at: start + .seconds(2))
    #expect(pace.concurrency == 1)
  }

  // MARK: -

  /// A request that starts and ends at the moment.
  private func request(_ pace: inout Pace, _ end: Pace.End, at moment: Pace.Instant) {
    pace.start(at: moment)
    pace.end(end, startedAt: moment, at: moment)
  }

  /// A pace after some successes.
  private func grown(requestsPerSecond: Double?, latency: Duration = .milliseconds(50)) -> Pace {
    var pace = Pace(requestsPerSecond: requestsPerSecond, concurrency: 4)
    for _ in 0..<12 { request(&pace, .answered(after: latency), at: start - .seconds(600)) }
    return pace
  }
}
