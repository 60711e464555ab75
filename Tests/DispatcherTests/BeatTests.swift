// Dispatchers that send tasks by the schedules of manifests.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `A dispatcher with --beat` {
  /// A handler that adds a line for each run: the task's id.
  private func addNoter(_ stage: Stage, _ schedule: JSON) throws {
    try stage.add("note", #"echo "$TASK_ID" >> "$F/notes"; echo 1"#, ["schedule": schedule])
  }

  private func notes(_ stage: Stage) throws -> [Substring] {
    exists("\(stage.folder)/notes") ? try stage.text("notes").split(separator: "\n") : []
  }

  @Test func `sends a task each second, also beside another, until its schedule is taken out`() throws {
    try withStage { stage in
      try addNoter(stage, ["every_s": 1])
      try makeFolder("\(stage.folder)/overrides")
      let overrides = ["--overrides", "\(stage.folder)/overrides"]
      var (one, two) = (stage.program("--beat", "-n", "one@%h"), stage.program("-B", "-n", "two@%h"))
      one.arguments += overrides
      two.arguments += overrides
      try stage.withDispatcher(one) { first in
        try stage.withDispatcher(two) { second in
          try first.wait(for: "running four times") { try notes(stage).count >= 4 }
          let ids = try notes(stage)
          #expect(Set(ids).count == ids.count)
          // What was the last moment, and how many there were since the first, is in Redis.
          #expect(try stage.redis.cli("HGET", "devseo:sched", "test.note").hasSuffix(#" {"every_s":1}"#))
          try write(Array(#"{"schedule": null}"#.utf8), to: "\(stage.folder)/overrides/note.json")
          for process in [first, second] { process.send(signal: SIGHUP) }
          try first.wait(forErrors: "handlers read anew")
          try second.wait(forErrors: "handlers read anew")
          try first.wait(for: "forgetting the schedule") {
            try stage.redis.cli("HEXISTS", "devseo:sched", "test.note") == "0"
          }
          try stage.drain(second)
        }
        try stage.drain(first)
      }
    }
  }

  @Test func `sends what was missed once`() throws {
    try withStage { stage in
      try addNoter(stage, "0 0 * * *")
      // Last sent days ago.
      try stage.withDispatcher(stage.program()) { try stage.drain($0) }
      let plan = #"1700000000000 1700000000000 {"cron":"0 0 * * *","timezone":"UTC"}"#
      try stage.redis.cli("HSET", "devseo:sched", "test.note", plan)
      try stage.withDispatcher(stage.program("--beat")) { process in
        try process.wait(for: "running") { try !notes(stage).isEmpty }
        try stage.send("note", "behind")
        try process.wait(for: "running once more") { try notes(stage).last == "behind" }
        #expect(try notes(stage).count == 2)
        try stage.drain(process)
      }
    }
  }

  @Test func `is told of bad schedules, and of good ones when they are due, by --check`() throws {
    try withStage { stage in
      try addNoter(stage, ["cron": "0 7 * * *", "timezone": "Europe/Berlin"])
      try stage.add("late", "echo 1", ["schedule": "0 25 * * *"])
      try stage.add("lost", "echo 1", ["schedule": ["cron": "0 7 * * *", "timezone": "Europe/Berlim"]])
      let found = try runProgram(
        builtProduct("dispatcher"),
        arguments: [
          "--check", "--beat", "--handlers", "\(stage.folder)/handlers", "--state-dir",
          "\(stage.folder)/state",
        ],
        environment: ["REDIS_URL": stage.redis.url])
      #expect(found.status == .exited(78))
      let lines = found.outputText.split(separator: "\n")
      #expect(
        lines.contains(
          "wrong\thandlers: cannot use the handler late: schedule.cron: \"0 25 * * *\": hour: 25 is not within 0-23"
        ))
      #expect(
        lines.contains(
          "wrong\thandlers: cannot use the handler lost: schedule.timezone: there is no time zone Europe/Berlim in "
            + "/usr/share/zoneinfo"))
      let schedules = lines.first { $0.contains("\tschedules: ") }
      #expect(schedules?.hasPrefix("ok\tschedules: test.note at 0 7 * * * Europe/Berlin, next at 20") == true)
    }
  }
}
