// Ends that are no success: limits, signals, retries, messages that nobody can serve.

import Fixtures
import JSONText
import Processes
import Testing

@Suite struct `Ends of tasks that Celery sent` {
  @Test func `hard limits end whoever does not end, with TimeLimitExceeded`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers)) { try client("hard_limit", of: $0) }
  }

  @Test func `soft limits end a task with SoftTimeLimitExceeded`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers)) { try client("soft_limit", of: $0) }
  }

  @Test func `a killed process loses its task, as with a worker's child`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers)) { try client("lost", of: $0) }
  }

  @Test func `retries come to a good end, and RETRY is seen in between`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers)) { try client("retried", of: $0) }
  }

  @Test func `retries end after the third, with the failure of the fourth run`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers)) { dispatcher in
      try client("given_up", of: dispatcher)
      let letters = try letters(of: dispatcher)
      #expect(letters.count == 1)
      #expect(letters.first?["reason"]?.string?.contains("run 4 failed") == true)
    }
  }

  @Test func `an unknown task is refused, and kept byte for byte`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers, concurrency: 1)) { dispatcher in
      let sent = try client("unknown", of: dispatcher).outputText
      let letters = try letters(of: dispatcher)
      let letter = try #require(letters.first?["id"]?.string)
      #expect(letters.count == 1)
      let shown = try devseo(dispatcher, "dead", "show", "celery", letter)
      #expect(hexadecimal(shown.output) + "\n" == sent)
      #expect(shown.output.count > 400)
    }
  }

  @Test func `priorities are served in the order 0, 3, 6, 9`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers, concurrency: 1)) {
      try client("priorities", of: $0)
    }
  }

  @Test func `a countdown is kept, and holds up nobody`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers, concurrency: 1)) {
      try client("countdown", of: $0)
    }
  }

  @Test func `an expired task does not run, and is revoked`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers)) { try client("expired", of: $0) }
  }

  private func letters(of dispatcher: RunningDispatcher) throws -> [JSON] {
    try devseo(dispatcher, "dead", "list", "celery", "--json").result["queues"]?[0]?["letters"]?.array ?? []
  }

  private func devseo(_ dispatcher: RunningDispatcher, _ arguments: String...) throws -> Ended {
    let ended = try runProgram(
      builtProduct("devseo"), arguments: arguments, environment: ["REDIS_URL": dispatcher.redis.url])
    try #require(ended.status == .exited(0), "\(ended.errorText)")
    return ended
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
