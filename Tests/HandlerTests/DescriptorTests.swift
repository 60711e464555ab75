// Descriptors that are closed, full, or lead nowhere: the exit code stays honest, nothing hangs.

import Fixtures
import JSONText
import Processes
import Testing

@Suite struct `When a descriptor fails` {
  @Test(arguments: Contract.all, [.closed, .abandoned, .file("/dev/full")] as [Program.Output])
  func `a result that cannot be written is a failure`(handler: Contract, output: Program.Output) throws {
    let ended = try runProgram(handler.path, input: [], events: true) { $0.output = output }
    #expect(ended.status != .exited(0))
    if handler.name == Contract.noop.name {
      #expect(ended.status == .exited(1))
      try ended.expectOneSentence("cannot write the result: ", type: "HandlerError")
    }
  }

  @Test func `the last event says how the process is about to exit`() throws {
    let path = Contract.noop.path
    let good = try runProgram(path, input: [], events: true)
    #expect(try good.farewell?["code"] == 0)
    #expect(try (0...5_000_000).contains(good.farewell?["cpu_us"]?.integer ?? -1))
    let bad = try runProgram(path, input: Array("[]".utf8), events: true)
    #expect(try bad.farewell?["code"] == 65)
  }

  @Test(arguments: Contract.all, [.closed, .abandoned, .file("/dev/full")] as [Program.Output])
  func `events that nobody reads do no harm`(handler: Contract, events: Program.Output) throws {
    let good = try runProgram(handler.path, input: []) { $0.events = events }
    #expect(good.status == .exited(0))
    #expect(try good.result == handler.result(nil))
    let bad = try runProgram(handler.path, input: Array("[]".utf8)) { $0.events = events }
    #expect(bad.status == .exited(65))
  }

  @Test(
    arguments: Contract.all,
    ["-1", "0", "1", "2", "3", "4", "5", "99", "1023", "x", "", "99999999999999999999"])
  func `a wrong number for the events does no harm`(handler: Contract, number: String) throws {
    let ended = try runProgram(
      handler.path, input: Array("[]".utf8), environment: ["TASK_EVENTS_FD": number])
    #expect(ended.status == .exited(65))
    #expect(ended.output.isEmpty)
    #expect(try ended.log.count == 1)
  }

  @Test(arguments: Contract.all, [.closed, .abandoned, .file("/dev/full")] as [Program.Output])
  func `a log that nobody reads does no harm`(handler: Contract, errors: Program.Output) throws {
    let ended = try runProgram(handler.path, input: Array("[]".utf8)) { $0.errors = errors }
    #expect(ended.status == .exited(65))
  }

  @Test(arguments: Contract.all) func `a closed stdin is no empty message`(handler: Contract) throws {
    let ended = try runProgram(handler.path) { $0.input = .closed }
    #expect(ended.status != .exited(0))
    #expect(ended.output.isEmpty)
  }
}
