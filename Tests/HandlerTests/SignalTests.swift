// SIGTERM before the work has begun: the message stays good, so the run is given back.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `A signal` {
  @Test(arguments: [SIGTERM, SIGINT])
  func `while a handler waits for its message ends it with 75, uncharged`(signal: Int32) throws {
    var program = Program(Contract.noop.path)
    program.input = .open
    program.events = .captured
    let ended = try withProgram(program) { running in
      // The handler reads only after it has begun to catch signals.
      running.send("{")
      try running.waitForReading()
      running.send(signal: signal)
      return try running.ended()
    }
    #expect(ended.status == .exited(75))
    #expect(ended.output.isEmpty)
    #expect(try ended.log.map { $0["message"] } == ["cannot read the message: stopped by a signal"])
    let reason: JSON = "cannot read the message: stopped by a signal"
    #expect(try ended.events == [["retry": ["reason": reason, "charged": false]]])
  }

  @Test(arguments: Contract.all) func `to the whole group gives the message back`(handler: Contract) throws {
    var program = Program(handler.path)
    program.input = .open
    let ended = try withProgram(program) { running in
      running.send("{")
      try running.waitForReading()
      running.sendToGroup(signal: SIGTERM)
      return try running.ended()
    }
    #expect(ended.status == .exited(75))
    #expect(ended.output.isEmpty)
  }
}
