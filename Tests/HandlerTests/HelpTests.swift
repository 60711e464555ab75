// What a handler says about itself; the words are part of what users rely on.

import Fixtures
import JSONText
import Messages
import Processes
import Testing

@Suite struct `A handler's help` {
  @Test(arguments: ["--help", "-h"]) func `tells everything that the handler takes`(flag: String) throws {
    let ended = try runProgram(Contract.noop.path, arguments: [flag])
    #expect(ended.status == .exited(0))
    #expect(ended.errors.isEmpty)
    #expect(
      ended.outputText == """
        noop-handler - Does nothing and returns what it was given.

        Usage:
          echo '{"echo":"ping"}' | noop-handler [OPTIONS]
          noop-handler [OPTIONS] '{"echo":"ping"}'
          noop-handler [OPTIONS] --echo ping

        Parameters (members of the message, or flags):
          echo, --echo  (text, optional) Any text; it comes back in the result.

        Options (on the command line only):
          --help     Prints this help.
          --version  Prints the version.

        Exit codes:
          0 done, the result is on stdout · 64 command line · 65 message · 75 not now, try again later
          77 the target is refused by policy · 78 configuration · anything else: failed

        """)
  }

  @Test(arguments: Contract.all) func `comes without reading stdin or running`(handler: Contract) throws {
    for words in [["--help"], ["{}", "--help"], ["--\(handler.parameter)", "x", "--help"]] {
      var program = Program(handler.path)
      program.arguments = words
      program.input = .open
      let ended = try withProgram(program) { try $0.ended() }
      #expect(ended.status == .exited(0))
      #expect(ended.outputText.hasPrefix("\(handler.name) - "))
    }
  }

  @Test(arguments: Contract.all) func `is not the version, which is one line`(handler: Contract) throws {
    let ended = try runProgram(handler.path, arguments: ["--version"])
    #expect(ended.status == .exited(0))
    #expect(ended.outputText == "\(handler.name) \(Release.version)\n")
    #expect(ended.errors.isEmpty)
  }
}
