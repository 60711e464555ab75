// The log: where it goes, and that nothing about it can hold up or end the dispatcher.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `The dispatcher's log` {
  @Test func `goes to a file, one object a line`() throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      var program = stage.program("-f", "\(stage.folder)/log", "-l", "debug", "--pool", "prefork")
      program.deadlineSeconds = 30
      try withProgram(program) { process in
        try process.wait(for: "serving") { (try? stage.text("log").contains("serving")) == true }
        try stage.send("echo", "a")
        try stage.wait(for: ["a"], by: process)
        let ended = try stage.drain(process)
        #expect(ended.errors.isEmpty && ended.output.isEmpty)
      }
      let lines = try stage.text("log").split(separator: "\n").map { try JSON(parsing: String($0)) }
      let told = lines.compactMap { $0["message"]?.string }
      #expect(told.contains("--pool has no meaning here: each task has a process of its own"))
      #expect(told.suffix(2) == ["draining: no more claims", "drained"])
      #expect(lines.allSatisfy { $0["time"] != nil && $0["level"] != nil })
      let success = try #require(lines.first { $0["message"] == "task succeeded" })
      #expect(success["task"] == "test.echo" && success["task_id"] == "a" && success["attempt"] == "1")
      // Ended by one program, it is gone on with by the next.
      try withProgram(program) { process in
        try process.wait(for: "serving") {
          (try? stage.text("log").split(separator: #""serving""#).count) == 3
        }
        try stage.drain(process)
      }
    }
  }

  @Test(arguments: [Program.Output.closed, .abandoned, .file("/dev/full")])
  func `may lead nowhere`(_ errors: Program.Output) throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      // A line comes before anything has been prepared.
      try stage.add("bad", "cat", ["tusk": "x"])
      var program = stage.program("--pool", "prefork")
      program.errors = errors
      try withProgram(program) { process in
        try stage.send("echo", "a")
        try stage.wait(for: ["a"], by: process)
        #expect(try stage.state(of: "a") == "SUCCESS")
        try stage.drain(process)
      }
    }
  }

  @Test func `that nobody reads holds nothing up, and tells later how much is missing`() throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      let reader = try Unread(at: "\(stage.folder)/fifo")
      defer { reader.close() }
      var program = stage.program(slots: 4)
      program.errors = .file("\(stage.folder)/fifo")
      try withProgram(program) { process in
        let ids = (0..<100).map { "t\($0)" }
        try stage.send(ids.map { stage.message("echo", $0) })
        try stage.wait(for: ids, by: process)
        // Now somebody reads again.
        let before = try reader.lines()
        #expect(before.count < 60)
        try stage.send("echo", "z")
        try stage.wait(for: ["z"], by: process)
        try stage.drain(process)
        let after = try reader.lines()
        let gap = try #require(after.first { $0["count"] != nil })
        let missing = try #require(Int(gap["count"]?.string ?? ""))
        let successes = (before + after).count { $0["message"] == "task succeeded" }
        #expect(missing > 0 && successes + missing >= 101)
        #expect(after.last?["message"] == "drained")
      }
    }
  }
}

/// A named pipe that is open for reading, holds two pages, and is read only when a test says so.
private struct Unread {
  private let descriptor: Int32

  init(at path: String) throws {
    try #require(mkfifo(path, 0o600) == 0)
    descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    try #require(descriptor >= 0)
    // F_SETPIPE_SZ
    try #require(fcntl(descriptor, 1031, 8192) == 8192)
  }

  /// The lines that are in the pipe.
  func lines() throws -> [JSON] {
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while case let count = read(descriptor, &chunk, chunk.count), count > 0 { content += chunk[..<count] }
    return try content.split(separator: UInt8(ascii: "\n")).map { try JSON(parsing: $0) }
  }

  func close() { Glibc.close(descriptor) }
}
