// When failed tasks run again.

import JSONText
import Messages
import Testing

@testable import Dispatching

@Suite struct `Retries` {
  private func retry(_ members: JSON) throws -> Manifest.Retry {
    try JSON.object(["task": "t", "run": ["./t"], "queue": "q", "retry": members]).decode(Manifest.self).retry
  }

  @Test func `wait the same each time without a backoff, and end after max_retries`() throws {
    let retry = try retry(["max_retries": 3, "delay_s": 300])
    #expect((0...4).map { retry.wait(afterRetries: $0, random: 0.5) } == [300, 300, 300, nil, nil])
  }

  @Test func `wait longer each time with a backoff, up to the cap`() throws {
    let retry = try retry(["max_retries": 6, "delay_s": 10, "backoff": 3.0, "cap_s": 100])
    #expect((0...6).map { retry.wait(afterRetries: $0, random: 0) } == [10, 30, 90, 100, 100, 100, nil])
  }

  @Test func `wait a random share with jitter`() throws {
    let retry = try retry(["max_retries": 1, "delay_s": 10, "jitter": true])
    #expect(retry.wait(afterRetries: 0, random: 0) == 0)
    #expect(retry.wait(afterRetries: 0, random: 0.25) == 2.5)
    #expect(retry.wait(afterRetries: 0, random: 1) == 10)
  }

  @Test func `never happen with max_retries 0`() throws {
    #expect(try retry(["max_retries": 0]).wait(afterRetries: 0, random: 0.5) == nil)
  }
}
