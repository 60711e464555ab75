// Log lines for machines and for people.

import Fixtures
import JSONText
import Logging
import Testing

@testable import Runtime

@Suite struct `A log line` {
  @Test func `for machines is one JSON object`() throws {
    let line = LogLines.jsonLine(
      .warning, "page\n\u{1B}[31m\u{202E} \"x\"",
      ["url": "http://x/\u{7}", "n": "\(5)", "list": ["a", "b"]],
      time: "2026-01-02T03:04:05.678Z")
    #expect(line.last == "\n" && line.dropLast().allSatisfy { !$0.isNewline })
    #expect(
      try JSON(parsing: line) == [
        "time": "2026-01-02T03:04:05.678Z", "level": "warning",
        "message": #"page\u{a}\u{1b}[31m\u{202e} "x""#, "url": #"http://x/\u{7}"#, "n": "5",
        "list": #"["a", "b"]"#,
      ])
  }

  @Test func `cannot be given another time, level or message by its metadata`() throws {
    let fields: Logger.Metadata = ["time": "x", "level": "x", "message": "x"]
    let line = LogLines.jsonLine(.info, "m", fields, time: "t")
    #expect(try JSON(parsing: line) == ["time": "t", "level": "info", "message": "m"])
  }

  @Test func `stays short whatever it is given`() throws {
    let huge = String(repeating: "\u{1B}", count: 1_000_000)
    let line = LogLines.jsonLine(.info, huge, ["a": .string(huge)], time: "t")
    // JSON doubles the backslash of each escape.
    #expect(line.utf8.count < 3000)
    #expect(LogLines.readableLine(.info, huge, ["a": .string(huge)]).utf8.count < 2100)
  }

  @Test(
    arguments: [
      (.debug, ""), (.info, ""), (.notice, ""), (.warning, "\u{1B}[33mwarning\u{1B}[0m: "),
      (.error, "\u{1B}[31merror\u{1B}[0m: "), (.critical, "\u{1B}[31merror\u{1B}[0m: "),
    ] as [(Logger.Level, String)])
  func `for people has a colour where it matters`(level: Logger.Level, mark: String) {
    let line = LogLines.readableLine(level, "12 pages", ["url": "http://x/", "n": "5"])
    #expect(line == mark + "12 pages n=5 url=http://x/\n")
  }

  @Test(arguments: [.debug, .warning] as [Logger.Level])
  func `is written from the level on that was asked for`(level: Logger.Level) throws {
    let written = try withPipe { descriptor in
      let console = Console(Stream(descriptor))
      let log = Logger(label: "t") { _ in LogLines(console, level: level, metadata: ["host": "a"]) }
      for level in Logger.Level.allCases { log.log(level: level, "x") }
    }
    let values = try written.split(separator: "\n").map { try JSON(parsing: String($0)) }
    let levels = Logger.Level.allCases.filter { $0 >= level }
    #expect(values.map { $0["level"] } == levels.map { .string($0.rawValue) })
    #expect(values.allSatisfy { $0["host"] == "a" })
  }

  @Test func `on a terminal is readable, and JSON elsewhere`() throws {
    let shown = try withTerminal { descriptor in
      let console = Console(Stream(descriptor))
      Logger(label: "t", factory: { _ in LogLines(console) }).error("cannot\u{7}", metadata: ["a": "\n"])
    }
    #expect(shown == "\u{1B}[31merror\u{1B}[0m: cannot\\u{7} a=\\u{a}\n")
    let written = try withPipe { descriptor in
      var lines = LogLines(Console(Stream(descriptor)))
      lines.metadata = ["task_id": "7"]
      let log = Logger(label: "t", factory: { [lines] _ in lines })
      log.info("one", metadata: ["task_id": "8"])
      log.debug("two")
      log.notice("three")
    }
    let values = try written.split(separator: "\n").map { try JSON(parsing: String($0)) }
    #expect(values.map { $0["message"] } == ["one", "three"])
    #expect(values.map { $0["task_id"] } == ["8", "7"])
  }
}
