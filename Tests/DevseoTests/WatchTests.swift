// Waiting at a terminal: a bar that shows how far the task is, and the summary of a crawl.

import Fixtures
import JSONText
import Processes
import Queue
import Reporting
import Testing

/// Commands that wait for the task `a`.
private let waits = [["send", "t", "--id", "a", "--wait"], ["result", "a", "--wait"]]

@Suite struct `Who waits at a terminal` {
  /// Runs a command whose stderr is a terminal, and `body` meanwhile.
  private func watch(
    _ redis: RedisServer, _ arguments: [String], variables: [String: String] = [:],
    _ body: (RunningProgram) throws -> Void
  ) throws -> Ended {
    var program = Program(devseo)
    program.arguments = arguments
    program.environment = ["REDIS_URL": redis.url].merging(variables) { $1 }
    program.errors = .terminal
    return try withProgram(program) { running in
      try body(running)
      return try running.ended()
    }
  }

  private func progress(_ done: Int, _ unit: JSON = "pages", at detail: String = "/") -> ResultRecord.State {
    .progress(["done": .integer(done), "total": 4, "unit": unit, "detail": .string(detail)])
  }

  @Test(arguments: waits) func `sees how far the task is, until it is done`(command: [String]) throws {
    try withRedis { redis in
      try store(progress(1), of: "a", in: redis)
      let ended = try watch(redis, command) { running in
        try running.wait(forErrors: "[######..................] 1/4 pages  /")
        try store(progress(2), of: "a", in: redis)
        try running.wait(forErrors: "[############............] 2/4 pages  /")
        try store(.success("done"), of: "a", in: redis)
      }
      #expect(ended.status == .exited(0))
      #expect(ended.outputText.hasSuffix("\"done\"\n"))
      #expect(ended.terminalText.hasSuffix("2/4 pages  /\r\u{1B}[K"))
    }
  }

  @Test func `sees a failure without the bar`() throws {
    try withRedis { redis in
      try store(progress(1), of: "a", in: redis)
      let ended = try watch(redis, waits[0]) { running in
        try running.wait(forErrors: "1/4 pages")
        let exception = PythonException("ValueError", ["oops"], module: "builtins")
        try store(.failure(exception, traceback: nil), of: "a", in: redis)
      }
      #expect(ended.status == .exited(1))
      #expect(ended.terminalText.hasSuffix("1/4 pages  /\r\u{1B}[KValueError: oops\n"))
    }
  }

  @Test func `is given no orders by a task`() throws {
    try withRedis { redis in
      try store(progress(1, "p\u{1B}[2J", at: "\u{9B}2J\u{202E}\n"), of: "a", in: redis)
      let ended = try watch(redis, waits[0] + ["--timeout", "1"]) { running in
        try running.wait(forErrors: "1/4 p?[2J  ?2J??")
      }
      #expect(ended.status == .exited(75))
      let bare = ended.terminalText.replacing("\r\u{1B}[K", with: "")
      #expect(bare.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value < 0x7F })
    }
  }

  @Test func `sees no bar of a task that tells something else`() throws {
    try withRedis { redis in
      try store(.progress(["percent": 5]), of: "a", in: redis)
      let ended = try watch(redis, waits[0] + ["--timeout", "0.3"]) { _ in }
      #expect(ended.terminalText == "a\ncannot wait for a any longer: it is PROGRESS\n")
    }
  }

  @Test func `sees no bar where there is no terminal`() throws {
    try withRedis { redis in
      try store(progress(1), of: "a", in: redis)
      let ended = try run(redis, "send", "t", "--id", "a", "--wait", "--timeout", "0.3")
      #expect(ended.errorText == "a\ncannot wait for a any longer: it is PROGRESS\n")
    }
  }

  // MARK: - The summary

  private static let crawl: JSON = [
    "schema": "devseo.crawl/1", "job": ["start_url": "https://shop.example/", "outcome": "complete"],
    "issues": [["id": "page-5xx", "severity": "error", "title": "Pages fail", "pages": []]],
  ]

  @Test(arguments: [[:], ["NO_COLOR": "1"]])
  func `can have a crawl's result in a screenful`(variables: [String: String]) throws {
    try withRedis { redis in
      try store(.success(Self.crawl), of: "a", in: redis)
      let ended = try watch(redis, waits[0] + ["--summary"], variables: variables) { _ in }
      let summary = CrawlSummary(Self.crawl, isColoured: variables.isEmpty).text
      #expect(ended.status == .exited(0))
      #expect(ended.terminalText == "a\n" + summary)
      #expect(ended.outputText == "\(Self.crawl)\n")
    }
  }

  @Test func `has the summary without colours where there is no terminal`() throws {
    try withRedis { redis in
      try store(.success(Self.crawl), of: "a", in: redis)
      for format in [[], ["--json"]] {
        let ended = try runProgram(
          devseo, arguments: waits[0] + ["--summary"] + format, environment: ["REDIS_URL": redis.url])
        #expect(ended.errorText == "a\n" + CrawlSummary(Self.crawl).text)
        #expect(!ended.errorText.contains("\u{1B}"))
        #expect(ended.outputText.contains("devseo.crawl/1"))
      }
    }
  }

  @Test(arguments: [["schema": "devseo.mail/1"], "devseo.crawl/1", nil] as [JSON])
  func `has no summary of any other result`(result: JSON) throws {
    try withRedis { redis in
      try store(.success(result), of: "a", in: redis)
      let ended = try run(redis, "send", "t", "--id", "a", "--wait", "--summary")
      #expect(ended.status == .exited(0))
      #expect(ended.errorText == "a\n")
      #expect(ended.outputText == "\(result)\n")
    }
  }
}
