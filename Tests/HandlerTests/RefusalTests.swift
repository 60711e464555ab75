// What a handler refuses: by which code, with one sentence on stderr and one event for the dispatcher.

import Fixtures
import JSONText
import Processes
import Testing

@Suite struct `A handler refuses` {
  /// Messages with a part of the sentence that says what is wrong with them; P is the parameter.
  static let messages: [(text: String, reason: String)] = [
    ("no JSON", "cannot read the message: it is no JSON: "),
    ("{", "cannot read the message: it is no JSON: "),
    (#"{"P":"x"} {"P":"y"}"#, "cannot read the message: it is no JSON: "),
    (#"{"P":"x",}"#, "cannot read the message: it is no JSON: "),
    ("{\"P\":\"a\0b\"}", "cannot read the message: it is no JSON: "),
    ("\0", "cannot read the message: it is no JSON: "),
    (String(repeating: "[", count: 100_000), "cannot read the message: it is no JSON: "),
    ("[]", "cannot read the message: expected an object, found "),
    (#"["x"]"#, "cannot read the message: expected an object, found "),
    (#""x""#, "cannot read the message: expected an object, found "),
    ("null", "cannot read the message: expected an object, found "),
    ("true", "cannot read the message: expected an object, found "),
    (#"{"path":"/etc/passwd"}"#, "cannot read the message: path is unknown; known are P"),
    (#"{"P":"x","help":null}"#, "cannot read the message: help is unknown; known are P"),
    (#"{"P":1}"#, "cannot read the message: P: expected a string, found "),
    (#"{"P":1.5}"#, "cannot read the message: P: expected a string, found "),
    (#"{"P":false}"#, "cannot read the message: P: expected a string, found "),
    (#"{"P":["x"]}"#, "cannot read the message: P: expected a string, found "),
    (#"{"P":{}}"#, "cannot read the message: P: expected a string, found "),
  ]

  @Test(arguments: Contract.all, messages)
  func `a bad message with 65`(handler: Contract, message: (text: String, reason: String)) throws {
    let text = message.text.split(separator: "P", omittingEmptySubsequences: false)
      .joined(separator: handler.parameter)
    let reason = message.reason.split(separator: "P", omittingEmptySubsequences: false)
      .joined(separator: handler.parameter)
    let ended = try runProgram(handler.path, input: Array(text.utf8), events: true)
    #expect(ended.status == .exited(65))
    try ended.expectOneSentence(reason, type: "ValueError")
  }

  /// Not hello-handler: jq reads such bytes as U+FFFD.
  @Test(arguments: [Contract.noop]) func `a message that is no UTF-8 with 65`(handler: Contract) throws {
    let text = Array("{\"\(handler.parameter)\":\"".utf8) + [0xFF, 0xC0, 0x80] + Array("\"}".utf8)
    let ended = try runProgram(handler.path, input: text, events: true)
    #expect(ended.status == .exited(65))
    try ended.expectOneSentence("cannot read the message: it is no JSON: ", type: "ValueError")
  }

  @Test(arguments: Contract.all) func `ten megabytes of text with 65`(handler: Contract) throws {
    let text = #"{"\#(handler.parameter)":""# + String(repeating: "x", count: 10_000_000) + #""}"#
    let ended = try runProgram(handler.path, input: Array(text.utf8), events: true)
    #expect(ended.status == .exited(65))
    try ended.expectOneSentence(
      "cannot read the message: it is larger than 8 MiB", type: "ValueError")
  }

  @Test(arguments: Contract.all) func `a huge name of a member briefly`(handler: Contract) throws {
    let name = "e" + String(repeating: "\u{301}", count: 1_000_000)
    let ended = try runProgram(handler.path, input: Array(#"{"\#(name)":1}"#.utf8), events: true)
    #expect(ended.status == .exited(65))
    #expect(ended.errors.count < 4096)
    #expect(ended.eventBytes.count < 4096)
    try ended.expectOneSentence("cannot read the message: ", type: "ValueError")
  }

  @Test(arguments: Contract.all) func `a huge flag briefly`(handler: Contract) throws {
    let flag = "--" + String(repeating: "x", count: 100_000)
    let ended = try runProgram(handler.path, arguments: [flag], events: true)
    #expect(ended.status == .exited(64))
    #expect(ended.errors.count < 4096)
    #expect(ended.eventBytes.count < 4096)
    try ended.expectOneSentence("cannot read the command line: there is no option --xx", type: "UsageError")
  }

  @Test(
    arguments: Contract.all,
    [
      (["--bogus"], "there is no option --bogus"), (["-x"], "there is no option -x"),
      (["--"], "there is no option --"), (["{}", "{}"], "there is more than one message"),
      (["{}", "--P", "x"], "the message is given twice"), (["--P"], "--P needs a value"),
      (["--bogus=1"], "there is no option --bogus"),
    ] as [([String], String)])
  func `a wrong command line with 64`(handler: Contract, line: ([String], String)) throws {
    let words = line.0.map { $0 == "--P" ? "--\(handler.parameter)" : $0 }
    let reason = line.1.hasPrefix("--P") ? "--\(handler.parameter)" + line.1.dropFirst(3) : line.1
    let ended = try runProgram(handler.path, arguments: words, events: true)
    #expect(ended.status == .exited(64))
    try ended.expectOneSentence("cannot read the command line: \(reason)", type: "UsageError")
  }
}

extension Ended {
  /// Nothing on stdout, one log line on stderr, and a failure event with the same sentence.
  func expectOneSentence(
    _ beginning: String, type: String, at place: SourceLocation = #_sourceLocation
  ) throws {
    #expect(output.isEmpty, sourceLocation: place)
    let lines = try log
    #expect(lines.count == 1, sourceLocation: place)
    #expect(lines.first?["level"] == "error", sourceLocation: place)
    let sentence = lines.first?["message"]?.string ?? ""
    #expect(sentence.hasPrefix(beginning), "\(sentence)", sourceLocation: place)
    let sent = try events
    #expect(sent.count == 1, sourceLocation: place)
    #expect(sent.first?["failure"]?["type"]?.string == type, sourceLocation: place)
    let told = sent.first?["failure"]?["message"]?.string ?? ""
    #expect(told.hasPrefix(beginning), "\(told)", sourceLocation: place)
  }
}
