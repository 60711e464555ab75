// A handler in the hands of a person: its descriptors are a terminal.

import Fixtures
import JSONText
import Processes
import Testing

@Suite struct `On a terminal` {
  @Test(arguments: Contract.all)
  func `a handler without arguments prints its help and ends with 64`(handler: Contract) throws {
    let ended = try runProgram(handler.path) {
      $0.input = .terminal
      $0.errors = .terminal
    }
    #expect(ended.status == .exited(64))
    #expect(ended.output.isEmpty)
    #expect(ended.terminalText == (try runProgram(handler.path, arguments: ["--help"]).outputText))
  }

  @Test(arguments: Contract.all)
  func `a handler with a message on the command line runs`(handler: Contract) throws {
    let ended = try runProgram(handler.path, arguments: ["{}"]) {
      $0.input = .terminal
      $0.errors = .terminal
    }
    #expect(ended.status == .exited(0))
    #expect(try ended.result == handler.result(nil))
    #expect(ended.terminal.isEmpty)
  }

  @Test func `an error is readable, in colour, and controls nothing`() throws {
    let ended = try runProgram(Contract.noop.path, arguments: [#"{"\#u{1B}[2J\#u{202E}\#u{7}x":1}"#]) {
      $0.errors = .terminal
    }
    #expect(ended.status == .exited(65))
    // jansson refuses raw control characters, so the sentence is about the JSON.
    #expect(
      ended.terminalText.hasPrefix("\u{1B}[31merror\u{1B}[0m: cannot read the message: it is no JSON: "))
    #expect(ended.terminalText.unicodeScalars.filter { $0 == "\u{1B}" }.count == 2)
    let escaped = try runProgram(Contract.noop.path, arguments: [#"{"\u001b[2J\u202e\u0007x":1}"#]) {
      $0.errors = .terminal
    }
    #expect(
      escaped.terminalText == "\u{1B}[31merror\u{1B}[0m: cannot read the message: "
        + #"\u{1b}[2J\u{202e}\u{7}x is unknown; known are echo"# + "\n")
  }
}
