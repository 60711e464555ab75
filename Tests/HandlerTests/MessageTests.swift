// The three ways in, and that all of them lead to the same result.

import Fixtures
import JSONText
import Processes
import Testing

/// Texts that are easily broken on the way: by a shell, a terminal, a C string, an encoding.
private let texts = [
  "ping", "", " ", "-", "--help", "it's \"quoted\" \\ $HOME `id` %s", "a\nb\r\n\tc\n", "é😀\u{2028}\u{202E}日本",
  "\u{1B}[31m", "{}", "null", "1", "true", String(repeating: "x", count: 100_000),
]

@Suite struct `A message` {
  @Test(arguments: Contract.all, texts)
  func `comes by stdin, as the first argument or as a flag`(handler: Contract, text: String) throws {
    let message = JSON.object([handler.parameter: .string(text)])
    let ways = [
      try runProgram(handler.path, input: message.bytes()),
      try runProgram(handler.path, arguments: [message.description]),
      try runProgram(handler.path, arguments: ["--\(handler.parameter)", text]),
      try runProgram(handler.path, arguments: ["--\(handler.parameter)=\(text)"]),
    ]
    for ended in ways {
      try #require(ended.status == .exited(0), "\(ended.errorText)")
      #expect(try ended.result == handler.result(text))
      #expect(ended.output.last == UInt8(ascii: "\n"))
      #expect(ended.errors.isEmpty)
    }
  }

  @Test(arguments: Contract.all, ["", " \n\t ", "{}", " { } \n", "PARAMETER null", "PARAMETER NULL-ESCAPED"])
  func `may be empty, and null means absent`(handler: Contract, text: String) throws {
    let messages = [
      "PARAMETER null": #"{"\#(handler.parameter)":null}"#,
      "PARAMETER NULL-ESCAPED": #"{"\u00\#(hex(handler.parameter))":null}"#,
    ]
    let ended = try runProgram(handler.path, input: Array((messages[text] ?? text).utf8))
    try #require(ended.status == .exited(0), "\(ended.errorText)")
    #expect(try ended.result == handler.result(nil))
  }

  @Test(arguments: Contract.all) func `is not waited for when stdin is /dev/null`(handler: Contract) throws {
    let ended = try runProgram(handler.path)
    #expect(ended.status == .exited(0))
    #expect(try ended.result == handler.result(nil))
  }

  @Test func `that is worked on is told to the dispatcher`() throws {
    let ended = try runProgram(Contract.hello.path, input: Array(#"{"name":"Ada"}"#.utf8), events: true)
    #expect(ended.outputText == #"{"greeting":"Hello, Ada!"}"# + "\n")
    #expect(try ended.events == [["progress": ["done": 1, "total": 1, "unit": "greetings"]]])
  }

  @Test(arguments: Contract.all) func `may hold NUL as an escape`(handler: Contract) throws {
    let ended = try runProgram(handler.path, input: Array(#"{"\#(handler.parameter)":"a\u0000b"}"#.utf8))
    try #require(ended.status == .exited(0), "\(ended.errorText)")
    #expect(try ended.result == handler.result("a\0b"))
  }

  @Test(arguments: Contract.all) func `in the environment or a descriptor is none`(handler: Contract) throws {
    let ended = try runProgram(
      handler.path, input: [], environment: [handler.parameter: "x", handler.parameter.uppercased(): "x"])
    #expect(try ended.result == handler.result(nil))
  }
}

/// The first character as the last two digits of its escape, the rest as it is.
private func hex(_ name: String) -> String {
  name.utf8.first.map { String($0, radix: 16) + name.dropFirst() } ?? ""
}
