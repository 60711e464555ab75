// A handler's environment holds passwords: no other process of its user may read them.

import Fixtures
import Testing

@Suite struct `Another process of the same user` {
  /// Whether it can read the environment of a program that has begun to read its input.
  private func canRead(_ path: String, _ arguments: [String] = []) throws -> Bool {
    var program = Program(path)
    program.arguments = arguments
    program.environment = ["SECRET": "hunter2"]
    program.input = .open
    program.dropCapabilities()
    return try withProgram(program) { running in
      running.send(" ")
      try running.waitForReading()
      return try othersCanReadEnvironment(of: running)
    }
  }

  @Test(arguments: [builtProduct("noop-handler"), builtProduct("crawl-handler")])
  func `cannot read a handler's environment`(handler: String) throws {
    #expect(try !canRead(handler))
    // Any other program is as open as that: what was just seen is the handler's doing.
    #expect(try canRead("/bin/cat"))
  }
}
