// Warm handlers that are clones of one that has done its start.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `A template` {
  /// Puts a handler of ours into the stage, warm.
  private func add(_ name: String, _ stage: Stage, _ members: [String: JSON] = [:]) throws {
    try makeFolder("\(stage.folder)/handlers/\(name)")
    try replace(name, stage)
    try stage.describe(name, ["warm": true].merging(members) { $1 })
  }

  /// Makes its program another file of the same content.
  private func replace(_ name: String, _ stage: Stage) throws {
    let program = "\(stage.folder)/handlers/\(name)/run"
    try write(try contents(of: builtProduct("probe-handler")), to: "\(program).new", mode: 0o755)
    try #require(rename("\(program).new", program) == 0)
  }

  /// The dispatcher's children that are the probe, by the folder that they were started with: one that has others is
  /// a template's.
  private func families(_ process: RunningProgram) -> [String: [Int32]] {
    var families: [String: [Int32]] = [:]
    let list = (try? contents(of: "/proc/\(process.child.pid)/task/\(process.child.pid)/children")) ?? []
    for word in list.split(separator: UInt8(ascii: " ")) {
      guard let pid = Int32(String(decoding: word, as: UTF8.self)),
        let environment = try? contents(of: "/proc/\(pid)/environ")
      else { continue }
      for variable in environment.split(separator: 0) where variable.starts(with: "TMPDIR=".utf8) {
        families[String(decoding: variable, as: UTF8.self), default: []].append(pid)
      }
    }
    return families
  }

  /// The template, the lowest number of its family, once it has made a handler.
  @discardableResult private func waitForTemplate(_ process: RunningProgram) throws -> Int32 {
    try process.wait(for: "making a handler") { families(process).values.contains { $0.count > 1 } }
    return try #require(families(process).values.first { $0.count > 1 }?.min())
  }

  @Test func `makes the handlers, one a message, and ends with the dispatcher`() throws {
    try withStage { stage in
      try add("probe", stage)
      let ids = (0..<30).map { "t\($0)" }
      try stage.withDispatcher(stage.program(slots: 3)) { process in
        let template = try waitForTemplate(process)
        try stage.send(ids.map { stage.message("probe", $0, ["text": .string($0)]) })
        try stage.wait(for: ids, by: process)
        var prepared = 0
        for id in ids {
          let result = try #require(try stage.record(of: id)?["result"])
          #expect(result["task_id"] == .string(id))
          #expect(result["bytes"] == .integer(id.utf8.count))
          // On a busy machine one may not be made in time, and is started instead.
          if result["is_prepared"] == true { prepared += 1 }
        }
        #expect(prepared > 0)
        #expect(try waitForTemplate(process) == template)
        let waiting = families(process).values.joined()
        let ended = try stage.drain(process)
        #expect(try ended.messages("warning") == [])
        for pid in waiting { #expect(kill(pid, 0) == -1 && errno == ESRCH) }
      }
    }
  }

  /// How much of its program's code a process has in memory, in KiB.
  private func codeKiB(_ pid: Int32) throws -> Int {
    var isCode = false
    var sum = 0
    for line in String(decoding: try contents(of: "/proc/\(pid)/smaps"), as: UTF8.self).split(separator: "\n")
    {
      let words = line.split(separator: " ")
      if words[0].contains("-") { isCode = words[1] == "r-xp" && words.last?.hasSuffix("/run") == true }
      if isCode, words[0] == "Rss:", let size = Int(words[1]) { sum += size }
    }
    return sum
  }

  @Test func `gives its code's memory back when there is nothing to do, and makes handlers afterwards`()
    throws
  {
    try withStage { stage in
      try add("probe", stage)
      try stage.withDispatcher(stage.program(slots: 1)) { process in
        let template = try waitForTemplate(process)
        for round in 0..<2 {
          // It may rest before it is looked at: then it is woken once more.
          var (most, count, looks) = (0, 0, 0)
          try process.wait(for: "resting") {
            if looks % 100 == 0 {
              try stage.send("probe", "t\(round)-\(count)")
              try stage.wait(for: ["t\(round)-\(count)"], by: process)
              count += 1
            }
            looks += 1
            let code = try codeKiB(template)
            most = max(most, code)
            return code > 0 && code < most * 3 / 4
          }
          for number in 0..<count { #expect(try stage.state(of: "t\(round)-\(number)") == "SUCCESS") }
        }
        #expect(try waitForTemplate(process) == template)
        let ended = try stage.drain(process)
        #expect(try ended.messages("warning") == [])
      }
    }
  }

  @Test func `that was killed is replaced, and its task served meanwhile`() throws {
    try withStage { stage in
      try add("probe", stage)
      try stage.withDispatcher(stage.program(slots: 1)) { process in
        let template = try waitForTemplate(process)
        kill(template, SIGKILL)
        let ids = (0..<10).map { "t\($0)" }
        try stage.send(ids.map { stage.message("probe", $0) })
        try stage.wait(for: ids, by: process)
        for id in ids { #expect(try stage.state(of: id) == "SUCCESS") }
        try process.wait(for: "making another template") {
          families(process).values.contains { $0.count > 1 && !$0.contains(template) }
        }
        try stage.drain(process)
      }
    }
  }

  @Test func `that is stopped is given up`() throws {
    try withStage { stage in
      try add("probe", stage)
      try stage.withDispatcher(stage.program(slots: 1)) { process in
        let template = try waitForTemplate(process)
        kill(template, SIGSTOP)
        try stage.send("probe", "a")
        try stage.send("probe", "b")
        try stage.wait(for: ["a", "b"], by: process)
        try process.wait(forErrors: "its template does not answer")
        #expect(kill(template, 0) == -1)
        try stage.drain(process)
      }
    }
  }

  @Test func `makes none any more of a program that was replaced`() throws {
    try withStage { stage in
      try add("probe", stage)
      try stage.withDispatcher(stage.program(slots: 1)) { process in
        let template = try waitForTemplate(process)
        try replace("probe", stage)
        try stage.send("probe", "a")
        try stage.wait(for: ["a"], by: process)
        #expect(try stage.state(of: "a") == "SUCCESS")
        try process.wait(for: "ending the template") { kill(template, 0) == -1 }
        #expect(try waitForTemplate(process) != template)
        try stage.drain(process)
      }
    }
  }

  @Test func `ends when its handler is not warm any more`() throws {
    try withStage { stage in
      try add("probe", stage)
      try stage.withDispatcher(stage.program(slots: 1)) { process in
        let template = try waitForTemplate(process)
        try stage.describe("probe", ["warm": false])
        process.send(signal: SIGHUP)
        try process.wait(forErrors: "handlers read anew")
        try process.wait(for: "ending the template") { kill(template, 0) == -1 }
        try process.wait(for: "ending what it made") { families(process).isEmpty }
        try stage.send("probe", "a")
        try stage.wait(for: ["a"], by: process)
        #expect(try stage.record(of: "a")?["result"]?["is_prepared"] == false)
        try stage.drain(process)
      }
    }
  }

  @Test func `makes handlers that die with the dispatcher`() throws {
    try withStage { stage in
      try add("probe", stage)
      let waiting = try stage.withDispatcher(stage.program(slots: 1)) { process in
        try waitForTemplate(process)
        let waiting = families(process).values.flatMap { $0 }
        process.send(signal: SIGKILL)
        _ = try process.ended()
        return waiting
      }
      #expect(waiting.count > 1)
      for pid in waiting {
        for _ in 0..<3000 where kill(pid, 0) == 0 { usleep(10_000) }
        #expect(kill(pid, 0) == -1)
      }
    }
  }
}
