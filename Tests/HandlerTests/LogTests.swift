// The log of a handler whose stderr is no terminal: JSON lines, whatever the values are.

import Fixtures
import JSONText
import Processes
import Testing

@Suite struct `A handler's log` {
  @Test(arguments: ["3f1c", "a\"b\\c\n{}", "\u{1B}[31m\u{202E}", String(repeating: "é", count: 5000)])
  func `names the task in lines that parse`(id: String) throws {
    let ended = try runProgram(
      Contract.noop.path, input: Array("[]".utf8), environment: ["TASK_ID": id], events: true)
    #expect(ended.status == .exited(65))
    let line = try #require(try ended.log.first)
    #expect(Set((line.object ?? [:]).keys) == ["time", "level", "message", "task_id"])
    #expect((line["task_id"]?.string?.utf8.count ?? 0) <= 1024)
    #expect(ended.errors.allSatisfy { $0 >= 0x20 || $0 == UInt8(ascii: "\n") })
    if id == "3f1c" { #expect(line["task_id"] == "3f1c") }
  }

  @Test func `has the time in UTC with milliseconds`() throws {
    let ended = try runProgram(Contract.noop.path, input: Array("[]".utf8), environment: ["TZ": "Asia/Tokyo"])
    let time = try #require(try ended.log.first?["time"]?.string)
    #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil, "\(time)")
  }
}
