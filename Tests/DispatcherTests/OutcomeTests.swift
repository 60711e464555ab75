// What handlers say about their ends, and what becomes of it in Redis.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `A handler's word` {
  @Test func `that its configuration is wrong pauses its task, and loses nothing`() throws {
    try withStage { stage in
      try stage.add("mail", #"echo "cannot send: the key is refused" >&2; exit 78"#)
      try stage.add("other", "echo 1")
      try stage.withDispatcher(stage.program(slots: 1)) { process in
        for id in ["a", "b"] { try stage.send("mail", id) }
        try process.wait(for: "parking both") { try stage.redis.cli("ZCARD", "devseo:due") == "2" }
        try stage.send("other", "c")
        try stage.wait(for: ["c"], by: process)
        #expect(try stage.state(of: "a") == nil)
        let ended = try stage.drain(process)
        let alarms = try ended.log.filter { $0["level"]?.string == "critical" }
        #expect(alarms.count == 1)
        #expect(alarms.first?["reason"] == "cannot send: the key is refused")
      }
    }
  }

  @Test func `waits while the machine has no room, with a line a second, and nothing is lost`() throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      try stage.withDispatcher(stage.program(slots: 2)) { process in
        // It opens none that it has not already.
        let most = try highestDescriptor(of: process.child.pid)
        let before = try limitFiles(of: process.child.pid, to: most + 1)
        for id in ["a", "b", "c"] { try stage.send("echo", id) }
        try process.wait(forErrors: "no room for another handler")
        usleep(1_500_000)
        #expect(try stage.redis.cli("LLEN", "celery") != "0" || stage.redis.cli("ZCARD", "devseo:due") != "0")
        _ = try limitFiles(of: process.child.pid, to: before)
        try stage.wait(for: ["a", "b", "c"], by: process)
        for id in ["a", "b", "c"] { #expect(try stage.state(of: id) == "SUCCESS") }
        let ended = try stage.drain(process)
        let told = try ended.log.filter { $0["message"]?.string?.hasPrefix("no room") == true }
        #expect((1...8).contains(told.count))
        #expect(told.first?["reason"]?.string?.hasSuffix("Too many open files") == true)
      }
    }
  }

  @Test func `that it is not the time is not counted when it says so`() throws {
    try withStage { stage in
      try stage.add(
        "wait",
        #"""
        if [ -e "$F/free" ]; then echo "$TASK_ATTEMPT"; exit; fi
        touch "$F/free"; echo '{"retry":{"after_s":0.1,"reason":"locked","charged":false}}' >&3; exit 75
        """#)
      try stage.withDispatcher(stage.program()) { process in
        try stage.send("wait", "a")
        try stage.wait(for: ["a"], by: process)
        #expect(try stage.record(of: "a")?["result"] == 1)
        try stage.drain(process)
      }
    }
  }

  @Test func `that it is not the time is counted otherwise, and clients see it wait`() throws {
    try withStage { stage in
      try stage.add(
        "wait", #"echo '{"retry":{"after_s":0.05,"reason":"busy"}}' >&3; echo x >> "$F/runs"; exit 75"#,
        ["retry": ["max_retries": 2]])
      try stage.withDispatcher(stage.program()) { process in
        try stage.send("wait", "a")
        try stage.wait(for: ["a"], by: process)
        #expect(try stage.text("runs") == "x\nx\nx")
        #expect(try stage.record(of: "a")?["result"]?["exc_type"] == "MaxRetriesExceededError")
        #expect(try stage.redis.cli("LLEN", "devseo:dead:celery") == "1")
        try stage.drain(process)
      }
    }
  }

  @Test func `that something follows is kept once for a key, however many say it`() throws {
    try withStage { stage in
      try stage.add(
        "parent",
        #"echo '{"enqueue":{"task":"test.child","kwargs":{},"dedupe":"daily"}}' >&3; echo 1"#,
        ["may_enqueue": ["test.child"]])
      try stage.add("child", #"echo "$TASK_PARENT_ID" >> "$F/children"; echo 1"#)
      let ids = (0..<10).map { "t\($0)" }
      try stage.withDispatcher(stage.program(slots: 4)) { process in
        try stage.send(ids.map { stage.message("parent", $0) })
        try stage.wait(for: ids, by: process)
        try stage.wait(forFile: "children", by: process)
        try stage.drain(process)
      }
      #expect(ids.contains(try stage.text("children")))
    }
  }

  @Test func `is heard of an express task while all slots are busy`() throws {
    try withStage { stage in
      try stage.addWaiter("slow")
      try stage.add("cancel", "echo 1", ["express": true])
      try stage.withDispatcher(stage.program(slots: 1)) { process in
        for id in ["a", "b", "c"] { try stage.send("slow", id) }
        try stage.wait(forFile: "slow-a", by: process)
        try stage.send("cancel", "now")
        try stage.wait(for: ["now"], by: process)
        #expect(try stage.state(of: "a") == nil)
        #expect(try stage.count("celery") == 2)
        try stage.letGo()
        try stage.wait(for: ["a", "b", "c"], by: process)
        try stage.drain(process)
      }
    }
  }
}

/// The highest number among the open descriptors of a process.
private func highestDescriptor(of pid: Int32) throws -> Int {
  guard let stream = opendir("/proc/\(pid)/fd") else { throw Wrong(description: "cannot look at \(pid)") }
  defer { closedir(stream) }
  var highest = 0
  while let entry = readdir(stream) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    highest = max(highest, Int(name) ?? 0)
  }
  return highest
}

/// Allows a process to have so many descriptors; how many it might have before.
private func limitFiles(of pid: Int32, to count: Int) throws -> Int {
  let tool = "/usr/bin/prlimit"
  let asked = try runProgram(
    tool, arguments: ["--pid", "\(pid)", "--nofile", "--noheadings", "--output", "SOFT"])
  guard let before = Int(asked.outputText.filter { !$0.isWhitespace }) else {
    throw Wrong(description: "prlimit said: \(asked.outputText)\(asked.errorText)")
  }
  let set = try runProgram(tool, arguments: ["--pid", "\(pid)", "--nofile=\(count):"])
  guard set.status == .exited(0) else { throw Wrong(description: "prlimit said: \(set.errorText)") }
  return before
}
