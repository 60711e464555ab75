// A handler that is started before its message exists: two lines, however they come, or none at all.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

/// A handler of ours that waits for its context.
private func warm(_ name: String = "probe-handler") -> Program {
  var program = Program(builtProduct(name))
  program.environment = ["TASK_WARM": "1"]
  program.input = .open
  program.events = .captured
  return program
}

private let context =
  #"{"TASK_ID":"7f3a","TASK_QUEUE":"crawl","TASK_ATTEMPT":"2","TASK_FENCE":"9","TASK_SOFT_DEADLINE":"1234.5"}"#

@Suite struct `A handler that was started warm` {
  /// Its end after these pieces of stdin, each sent when the one before has been read, and then the end of stdin.
  private func run(_ pieces: String..., by program: Program = warm()) throws -> Ended {
    try withProgram(program) { running in
      for (index, piece) in pieces.enumerated() {
        if index > 0 { try running.waitForReading() }
        running.send(piece)
      }
      running.closeInput()
      return try running.ended()
    }
  }

  @Test func `knows its circumstances from the first line, and has prepared itself`() throws {
    let ended = try run(context + "\n", #"{"text":"abc"}"# + "\n")
    try #require(ended.status == .exited(0), "\(ended.errorText)")
    #expect(
      try ended.result == [
        "task_id": "7f3a", "queue": "crawl", "attempt": 2, "fence": 9, "soft_deadline": 1234.5,
        "is_stopping": true, "bytes": 3, "is_prepared": true,
      ])
    #expect(try ended.errors.isEmpty && ended.events.isEmpty)
  }

  @Test func `starts without waiting for the end of stdin`() throws {
    let ended = try withProgram(warm("noop-handler")) { running in
      running.send(#"{"TASK_ID":"7"}"# + "\n" + #"{"echo":"at once"}"# + "\n")
      return try running.ended()
    }
    #expect(ended.status == .exited(0))
    #expect(try ended.result == ["echo": "at once"])
  }

  @Test func `puts lines together that come in pieces`() throws {
    let ended = try run("{\"TASK", "_ATTEMPT\":\"3\"", "}", "\n{\"te", "xt\":\"é\u{2028}\"}", "\n")
    try #require(ended.status == .exited(0), "\(ended.errorText)")
    #expect(try ended.result["attempt"] == 3)
    #expect(try ended.result["bytes"] == 5)
  }

  @Test func `takes a message of three megabytes`() throws {
    let text = String(repeating: "x", count: 3 << 20)
    let ended = try run("{}\n" + #"{"text":"\#(text)"}"# + "\n")
    try #require(ended.status == .exited(0), "\(ended.errorText)")
    #expect(try ended.result["bytes"] == .integer(3 << 20))
  }

  @Test(arguments: ["", " ", "{}"]) func `takes an empty line for the empty message`(line: String) throws {
    let ended = try run("{}\n\(line)\n")
    #expect(ended.status == .exited(0))
    #expect(try ended.result["attempt"] == 1)
  }

  @Test(arguments: ["probe-handler", "noop-handler", "crawl-handler"])
  func `ends quietly when it is not needed`(name: String) throws {
    let ended = try run(by: warm(name))
    #expect(ended.status == .exited(0))
    #expect(ended.output.isEmpty && ended.errors.isEmpty && ended.eventBytes.isEmpty)
  }

  @Test(arguments: [SIGTERM, SIGINT]) func `ends quietly at a signal while it waits`(signal: Int32) throws {
    let ended = try withProgram(warm()) { running in
      try running.wait(forCatching: signal)
      running.send(signal: signal)
      return try running.ended()
    }
    #expect(ended.status == .exited(0))
    #expect(ended.output.isEmpty && ended.errors.isEmpty && ended.eventBytes.isEmpty)
  }

  @Test func `gives a message back at a signal once it has its context`() throws {
    let ended = try withProgram(warm()) { running in
      running.send(context + "\n")
      try running.waitForReading()
      running.send(signal: SIGTERM)
      return try running.ended()
    }
    #expect(ended.status == .exited(75))
    let reason: JSON = "cannot read the message: stopped by a signal"
    #expect(try ended.events == [["retry": ["reason": reason, "charged": false]]])
    #expect(try ended.log.map { $0["task_id"] } == ["7f3a"])
  }

  @Test(
    arguments: [
      ("{\"TASK_ID\":\"7", "cannot read the context: stdin ended within its line"),
      ("{}", "cannot read the context: stdin ended within its line"),
      ("{}\n", "cannot read the message: stdin ended before the end of its line"),
      ("{}\n{}", "cannot read the message: stdin ended before the end of its line"),
    ])
  func `gives a message back that did not come whole`(input: String, reason: String) throws {
    let ended = try run(input)
    #expect(ended.status == .exited(75))
    #expect(ended.output.isEmpty)
    #expect(try ended.events == [["retry": ["reason": .string(reason), "charged": false]]])
  }

  @Test(
    arguments: [
      ("garbage", "it is no JSON: "), ("", "it is no JSON: "), ("\0", "it is no JSON: "),
      ("{} {}", "it is no JSON: "), ("[]", "expected an object, found an array"),
      ("null", "expected an object, found null"),
      (#"{"TASK_ATTEMPT":2}"#, "TASK_ATTEMPT: expected a string, found an integer"),
      (#"{"TASK_ID":null}"#, "TASK_ID: expected a string, found null"),
      (#"{"TASK_ID":"\#(String(repeating: "7", count: 70_000))"}"#, "it is larger than 64 KiB"),
    ])
  func `refuses a wrong first line with 65 and one sentence`(line: String, reason: String) throws {
    let ended = try withProgram(warm()) { running in
      running.send("\(line)\n{}\n")
      return try running.ended()
    }
    #expect(ended.status == .exited(65))
    try ended.expectOneSentence("cannot read the context: \(reason)", type: "ValueError")
  }

  @Test func `refuses a wrong message as ever`() throws {
    let ended = try run("{}\n[]\n")
    #expect(ended.status == .exited(65))
    try ended.expectOneSentence("cannot read the message: expected an object", type: "ValueError")
    let huge = try run("{}\n" + String(repeating: " ", count: 9 << 20))
    #expect(huge.status == .exited(65))
    try huge.expectOneSentence("cannot read the message: it is larger than 8 MiB", type: "ValueError")
  }

  @Test func `sends events where the environment or the first line says`() throws {
    let followUp = #"[{"enqueue":{"task":"app.send"}}]"#
    let message = JSON.object(["follow_ups": .string(followUp)]).description
    let sent: [JSON] = [["enqueue": ["task": "app.send", "kwargs": [:], "on": "success"]]]
    #expect(try run("{}\n\(message)\n").events == sent)
    var program = warm()
    program.environment["TASK_EVENTS_FD"] = ""
    #expect(try run("{\"TASK_EVENTS_FD\":\"3\"}\n\(message)\n", by: program).events == sent)
  }

  @Test(arguments: 4...9) func `takes none of its own descriptors for that of the events`(number: Int) throws
  {
    let ended = try run("{\"TASK_EVENTS_FD\":\"\(number)\"}\n[]\n")
    #expect(ended.status == .exited(65))
    #expect(ended.eventBytes.isEmpty)
    #expect(try ended.log.count == 1)
  }

  @Test func `reads no lines when the message is on its command line`() throws {
    var program = warm("noop-handler")
    program.arguments = ["--echo", "x"]
    #expect(try run(by: program).result == ["echo": "x"])
  }
}
