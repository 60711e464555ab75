// When the next request may start, told by a clock that the tests set.

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

  @Test func `gets slower, never faster`() {
    var pace = Pace(requestsPerSecond: 2)
    pace.slow(to: .milliseconds(100))
    pace.start(at: start)
    #expect(pace.wait(at: start) == .milliseconds(500))
    pace.slow(to: .seconds(3))
    pace.start(at: start + .seconds(1))
    #expect(pace.wait(at: start + .seconds(1)) == .seconds(3))
  }

  @Test func `rests until the last moment that it was asked for`() {
    var pace = Pace(requestsPerSecond: nil)
    pace.rest(until: start + .seconds(5))
    pace.rest(until: start + .seconds(2))
    #expect(pace.wait(at: start) == .seconds(5))
    #expect(pace.wait(at: start + .seconds(5)) == nil)
  }

  @Test(arguments: [1e-300, 1e-30, .leastNonzeroMagnitude, 1e-9])
  func `takes any rate`(rate: Double) throws {
    var pace = Pace(requestsPerSecond: rate)
    pace.start(at: start)
    #expect(try #require(pace.wait(at: start)) > .seconds(3_600))
  }
}
