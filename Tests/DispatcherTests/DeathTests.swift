// What becomes of messages and processes when a dispatcher is killed.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `A dispatcher that is killed` {
  @Test func `takes its handlers and its clients with it, and the message runs again`() throws {
    try withStage { stage in
      try stage.add(
        "wait",
        #"echo $$ > "$F/pid.new"; mv "$F/pid.new" "$F/pid-$TASK_FENCE"; until [ -e "$F/go" ]; do sleep 0.02; done; echo "$TASK_ATTEMPT""#
      )
      try stage.withDispatcher(stage.program("--lease", "2")) { first in
        try stage.send("wait", "a")
        try first.wait(for: "starting") { !pids(stage).isEmpty }
        let children = try children(of: first)
        first.send(signal: SIGKILL)
        #expect(try first.ended().status == .signaled(SIGKILL))
        #expect(children.count >= 3)
        for pid in children { try awaitEnd(of: pid) }
      }
      // What it left on the disk goes with the next one of its name.
      #expect(work(stage).count == 1)
      try stage.withDispatcher(stage.program("--lease", "2")) { second in
        #expect(work(stage).isEmpty)
        try second.wait(forErrors: "a claim ended without its holder")
        try second.wait(for: "starting it again") { pids(stage).count == 2 }
        try stage.letGo()
        try stage.wait(for: ["a"], by: second)
        #expect(try stage.record(of: "a")?["result"] == 1)
        try stage.drain(second)
      }
    }
  }

  @Test func `leaves what was acknowledged early as lost, not to be run twice`() throws {
    try withStage { stage in
      try stage.add(
        "once", #"echo x >> "$F/runs"; until [ -e "$F/go" ]; do sleep 0.02; done; echo 1"#,
        ["acks_late": false])
      try stage.withDispatcher(stage.program("--lease", "2")) { first in
        try stage.send("once", "a")
        try stage.wait(forFile: "runs", by: first)
        first.send(signal: SIGKILL)
        _ = try first.ended()
      }
      try stage.letGo()
      try stage.withDispatcher(stage.program("--lease", "2")) { second in
        try stage.wait(for: ["a"], by: second)
        #expect(try stage.record(of: "a")?["result"]?["exc_type"] == "WorkerLostError")
        #expect(try stage.text("runs") == "x")
        #expect(try stage.redis.cli("LLEN", "devseo:dead:celery") == "1")
        try stage.drain(second)
      }
    }
  }

  @Test func `by its own handler, is killed by it five times at most`() throws {
    try withStage { stage in
      try stage.add("murder", #"echo x >> "$F/runs"; kill -9 $PPID; sleep 60"#)
      try stage.add("echo", "cat")
      try stage.send("murder", "a")
      // Three deliveries have gone wrong before.
      try stage.redis.cli(
        "EVAL",
        "return redis.call('SET', 'devseo:att:' .. redis.sha1hex(redis.call('LINDEX', 'celery', 0)), 3)", "0")
      for _ in 0..<2 {
        try withProgram(stage.program("--lease", "1")) { process in
          let ended = try process.ended()
          #expect(ended.status == .signaled(SIGKILL))
        }
      }
      try stage.withDispatcher(stage.program("--lease", "1")) { process in
        try stage.wait(for: ["a"], by: process)
        #expect(try stage.record(of: "a")?["result"]?["exc_type"] == "WorkerLostError")
        #expect(try stage.text("runs") == "x\nx")
        #expect(try stage.redis.cli("LINDEX", "devseo:dead:celery", "0").contains("delivered too often"))
        try stage.send("echo", "b")
        try stage.wait(for: ["b"], by: process)
        try stage.drain(process)
      }
    }
  }

  @Test func `takes the descendants of its handlers with it as soon as another of its name starts`() throws {
    try withStage { stage in
      try stage.add("tree", #"sh -c 'echo $$ > "$0"; exec sleep 300' "$F/child"; echo 1"#)
      try stage.withDispatcher(stage.program("--lease", "60")) { first in
        try stage.send("tree", "a")
        try first.wait(for: "starting") { (try? stage.text("child").isEmpty) == false }
        first.send(signal: SIGKILL)
        _ = try first.ended()
      }
      let child = try #require(Int32(try stage.text("child")))
      defer { kill(child, SIGKILL) }
      try stage.withDispatcher(stage.program("--lease", "60")) { second in
        try second.wait(for: "ending what the first one left") { hasEnded(child) }
        try stage.drain(second)
      }
    }
  }

  @Test func `or frozen for longer than its lease, ends its handler when it wakes, and says nothing for it`()
    throws
  {
    try withStage { stage in
      try stage.add(
        "wait",
        #"echo $$ > "$F/pid.new"; mv "$F/pid.new" "$F/pid-$TASK_FENCE"; until [ -e "$F/go" ]; do sleep 0.02; done; echo "$TASK_FENCE""#
      )
      try stage.withDispatcher(stage.program("--lease", "1", "-n", "one")) { one in
        try stage.send("wait", "a")
        try one.wait(for: "starting") { pids(stage).count == 1 }
        one.send(signal: SIGSTOP)
        try stage.withDispatcher(stage.program("--lease", "3", "-n", "two")) { two in
          try two.wait(for: "taking the message over") { pids(stage).count == 2 }
          one.send(signal: SIGCONT)
          try one.wait(forErrors: "its handler is killed")
          try stage.letGo()
          try stage.wait(for: ["a"], by: two)
          let fences = pids(stage).compactMap { Int($0.dropFirst(4)) }
          #expect(try stage.record(of: "a")?["result"]?.integer == fences.max())
          try stage.drain(two)
        }
        try stage.drain(one)
      }
    }
  }

  private func pids(_ stage: Stage) -> [String] { names(in: stage.folder).filter { $0.hasPrefix("pid-") } }

  private func work(_ stage: Stage) -> [String] {
    names(in: "\(stage.folder)/state").filter { $0.hasSuffix(".work") }
      .flatMap { names(in: "\(stage.folder)/state/\($0)") }
  }

  private func children(of process: RunningProgram) throws -> [Int32] {
    let pid = process.child.pid
    return try contents(of: "/proc/\(pid)/task/\(pid)/children").split(separator: UInt8(ascii: " "))
      .compactMap { Int32(String(decoding: $0, as: UTF8.self)) }
  }

  /// An ended process may wait to be forgotten by whoever is init here.
  private func hasEnded(_ pid: Int32) -> Bool {
    guard let stat = try? contents(of: "/proc/\(pid)/stat") else { return true }
    return String(decoding: stat, as: UTF8.self).contains(") Z ")
  }

  private func awaitEnd(of pid: Int32) throws {
    for _ in 0..<5000 {
      if hasEnded(pid) { return }
      usleep(1000)
    }
    throw Wrong(description: "the process \(pid) outlives its dispatcher")
  }
}
