// How a dispatcher ends in order, and reads its handlers anew.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `A dispatcher that is asked to end` {
  @Test func `waits for its handlers, and takes nothing more`() throws {
    try withStage { stage in
      try stage.addWaiter("wait")
      try stage.withDispatcher(stage.program(slots: 2)) { process in
        try stage.send("wait", "a")
        try stage.wait(forFile: "wait-a", by: process)
        process.send(signal: SIGTERM)
        try process.wait(forErrors: "draining: no more claims")
        try stage.send("wait", "b")
        try stage.letGo()
        #expect(try process.ended().status == .exited(0))
        #expect(try stage.state(of: "a") == "SUCCESS")
        #expect(!exists("\(stage.folder)/wait-b"))
        #expect(try stage.count("celery") == 1)
      }
    }
  }

  @Test func `ends at once when it has nothing to do`() throws {
    try withStage { stage in
      try stage.addWaiter("wait")
      for signal in [SIGTERM, SIGINT] {
        try stage.withDispatcher(stage.program()) { process in
          process.send(signal: signal)
          let ended = try process.ended()
          #expect(ended.status == .exited(0))
        }
      }
      // No owner and no claim is left behind.
      #expect(try stage.redis.cli("ZCARD", "devseo:own") == "0")
      #expect(try stage.redis.cli("ZCARD", "devseo:lease") == "0")
    }
  }

  @Test func `twice, gives back what still runs, and charges nothing for it`() throws {
    try withStage { stage in
      try stage.addWaiter("wait", ["retry": ["max_retries": 3, "delay_s": 100]])
      try stage.withDispatcher(stage.program(slots: 2)) { process in
        for id in ["a", "b"] { try stage.send("wait", id) }
        for id in ["a", "b"] { try stage.wait(forFile: "wait-\(id)", by: process) }
        process.send(signal: SIGTERM)
        // Two that are pending at once are one, says the kernel.
        try process.wait(forErrors: "draining: no more claims")
        process.send(signal: SIGTERM)
        #expect(try process.ended().status == .exited(0))
      }
      #expect(try stage.state(of: "a") == nil)
      try stage.letGo()
      try stage.withDispatcher(stage.program(slots: 2)) { process in
        try stage.wait(for: ["a", "b"], by: process)
        try stage.drain(process)
      }
      for id in ["a", "b"] { #expect(try stage.record(of: id)?["result"] == 1) }
    }
  }

  @Test(arguments: ["0", "0.3"])
  func `asks its handlers to make room when they take too long`(_ timeout: String) throws {
    try withStage { stage in
      try stage.add(
        "wait",
        """
        trap 'touch "$F/asked"; exit 75' TERM
        touch "$F/runs"; until [ -e "$F/go" ]; do sleep 0.02; done; echo "$TASK_ATTEMPT"
        """)
      try stage.withDispatcher(stage.program("--drain-timeout", timeout)) { process in
        try stage.send("wait", "a")
        try stage.wait(forFile: "runs", by: process)
        try stage.drain(process)
        #expect(exists("\(stage.folder)/asked"))
      }
      try stage.letGo()
      try stage.withDispatcher(stage.program()) { process in
        try stage.wait(for: ["a"], by: process)
        try stage.drain(process)
      }
      #expect(try stage.record(of: "a")?["result"] == 1)
    }
  }

  @Test func `keeps a result until Redis is there again`() throws {
    try withStage(RedisOptions(appendOnly: true)) { stage in
      try stage.addWaiter("wait")
      try stage.withDispatcher(stage.program("--lease", "30")) { process in
        try stage.send("wait", "a")
        try stage.wait(forFile: "wait-a", by: process)
        stage.redis.kill()
        process.send(signal: SIGTERM)
        try stage.letGo()
        try process.wait(forErrors: "task succeeded")
        try stage.redis.start()
        #expect(try process.ended().status == .exited(0))
        #expect(try stage.state(of: "a") == "SUCCESS")
      }
    }
  }
}

@Suite struct `A dispatcher that is hung up on` {
  @Test func `reads its handlers anew, and lets those that run go on`() throws {
    try withStage { stage in
      try stage.addWaiter("wait")
      try stage.withDispatcher(stage.program()) { process in
        try stage.send("wait", "a")
        try stage.wait(forFile: "wait-a", by: process)
        try stage.add("new", "echo 2")
        process.send(signal: SIGHUP)
        try process.wait(forErrors: "handlers read anew")
        try stage.send("new", "b")
        try stage.wait(for: ["b"], by: process)
        try stage.letGo()
        try stage.wait(for: ["a"], by: process)
        try stage.drain(process)
        for id in ["a", "b"] { #expect(try stage.state(of: id) == "SUCCESS") }
      }
    }
  }

  @Test func `keeps a handler whose manifest is half written, and all of them when their folder is away`()
    throws
  {
    try withStage { stage in
      try stage.add("echo", "echo 1")
      let manifest = "\(stage.folder)/handlers/echo/handler.json"
      try stage.withDispatcher(stage.program()) { process in
        try write(Array(#"{"task": "test.ec"#.utf8), to: manifest)
        process.send(signal: SIGHUP)
        try process.wait(forErrors: "cannot use the handler echo")
        try stage.send("echo", "a")
        try stage.wait(for: ["a"], by: process)
        try #require(rename("\(stage.folder)/handlers", "\(stage.folder)/away") == 0)
        process.send(signal: SIGHUP)
        try process.wait(forErrors: "cannot read the handlers")
        try #require(rename("\(stage.folder)/away", "\(stage.folder)/handlers") == 0)
        try stage.send("echo", "b")
        try stage.wait(for: ["b"], by: process)
        for id in ["a", "b"] { #expect(try stage.state(of: id) == "SUCCESS") }
        // One that is gone is no handler any more.
        try #require(rename("\(stage.folder)/handlers/echo", "\(stage.folder)/echo") == 0)
        process.send(signal: SIGHUP)
        try process.wait(forErrors: #""tasks":"""#)
        try stage.send("echo", "c")
        try stage.wait(for: ["c"], by: process)
        #expect(try stage.record(of: "c")?["result"]?["exc_type"] == "NotRegistered")
        try stage.drain(process)
      }
    }
  }
}
