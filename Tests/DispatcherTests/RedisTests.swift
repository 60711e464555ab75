// What Redis may do to a dispatcher that serves: nothing of it ends the dispatcher, and nothing is lost by it.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `A dispatcher whose Redis` {
  @Test func `has lost its data kills what nobody knows any more, and serves on`() throws {
    try withStage { stage in
      try stage.addWaiter("wait")
      try stage.add("echo", "cat")
      try stage.withDispatcher(stage.program("--lease", "3")) { process in
        try stage.send("wait", "a")
        try stage.wait(forFile: "wait-a", by: process)
        try stage.redis.cli("FLUSHALL")
        try process.wait(forErrors: "a claim is lost, its handler is killed")
        try stage.send("echo", "b")
        try stage.wait(for: ["b"], by: process)
        #expect(try stage.state(of: "b") == "SUCCESS")
        #expect(try stage.state(of: "a") == nil)
        try stage.drain(process)
      }
    }
  }

  @Test func `is killed and comes back gets the results of what ran meanwhile`() throws {
    try withStage(RedisOptions(appendOnly: true)) { stage in
      try stage.addWaiter("wait")
      try stage.withDispatcher(stage.program("--lease", "30")) { process in
        for id in ["a", "b", "c"] { try stage.send("wait", id) }
        for id in ["a", "b"] { try stage.wait(forFile: "wait-\(id)", by: process) }
        stage.redis.kill()
        try stage.letGo()
        try process.wait(for: "ending both") {
          String(decoding: process.errorsSoFar, as: UTF8.self).split(separator: "task succeeded").count == 3
        }
        try stage.redis.start()
        try stage.wait(for: ["a", "b", "c"], by: process)
        for id in ["a", "b", "c"] { #expect(try stage.record(of: id)?["result"] == 1) }
        try stage.drain(process)
      }
    }
  }

  @Test func `cuts all connections is connected anew`() throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      try stage.withDispatcher(stage.program()) { process in
        let ids = (0..<60).map { "t\($0)" }
        try stage.send(ids.map { stage.message("echo", $0) })
        for _ in 0..<10 { try stage.redis.cli("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes") }
        try stage.wait(for: ids, by: process)
        for id in ids { #expect(try stage.state(of: id) == "SUCCESS") }
        try stage.drain(process)
      }
    }
  }

  @Test func `forgets its scripts is told them again`() throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      try stage.withDispatcher(stage.program()) { process in
        try stage.redis.cli("SCRIPT", "FLUSH")
        try stage.send("echo", "a")
        try stage.wait(for: ["a"], by: process)
        try stage.drain(process)
      }
    }
  }

  @Test func `takes away its rights waits for them, and says so not too often`() throws {
    try withStage { stage in
      try stage.addWaiter("wait")
      try stage.redis.cli("ACL", "SETUSER", "worker", "on", ">w", "~*", "&*", "+@all")
      let address = "unix://worker:w@\(stage.redis.socket)?db=0"
      try stage.withDispatcher(stage.program("--lease", "60", variables: ["REDIS_URL": address])) { process in
        try stage.send("wait", "a")
        try stage.wait(forFile: "wait-a", by: process)
        try stage.redis.cli("ACL", "SETUSER", "worker", "-@all")
        try stage.letGo()
        let start = ContinuousClock.now
        try process.wait(for: "telling of it three times") {
          String(decoding: process.errorsSoFar, as: UTF8.self).split(separator: "cannot use Redis").count > 3
        }
        #expect(ContinuousClock.now - start > .milliseconds(900))
        #expect(try stage.state(of: "a") == nil)
        try stage.redis.cli("ACL", "SETUSER", "worker", "+@all")
        try stage.wait(for: ["a"], by: process)
        #expect(try stage.record(of: "a")?["result"] == 1)
        try stage.drain(process)
      }
    }
  }

  @Test func `has something else where a queue should be serves the other queues`() throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      try stage.redis.cli("SET", "broken", "x")
      try stage.withDispatcher(stage.program("-Q", "broken,celery")) { process in
        for id in ["a", "b", "c"] { try stage.send("echo", id) }
        try stage.wait(for: ["a", "b", "c"], by: process)
        try process.wait(forErrors: "WRONGTYPE")
        try stage.redis.cli("DEL", "broken")
        try stage.send("echo", "d", queue: "broken")
        try stage.wait(for: ["d"], by: process)
        try stage.drain(process)
      }
    }
  }

  @Test func `has something else where a result should be keeps the message as a dead letter`() throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      try stage.redis.cli("LPUSH", "celery-task-meta-a", "x")
      try stage.withDispatcher(stage.program(slots: 1)) { process in
        for id in ["a", "b"] { try stage.send("echo", id) }
        try stage.wait(for: ["b"], by: process)
        #expect(try stage.redis.cli("LLEN", "devseo:dead:celery") == "1")
        #expect(
          try stage.redis.cli("LINDEX", "devseo:dead:celery", "0").contains("wrongtype celery-task-meta-a"))
        try stage.drain(process)
      }
    }
  }

  @Test func `hangs is waited for`() throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      try stage.withDispatcher(stage.program("--lease", "60")) { process in
        try stage.send("echo", "a")
        stage.redis.pause()
        try process.wait(forErrors: "no answer within")
        stage.redis.resume()
        try stage.wait(for: ["a"], by: process)
        try stage.drain(process)
      }
    }
  }

  @Test func `holds large messages runs those of three megabytes, and buries those above the limit`() throws {
    try withStage { stage in
      try stage.add("count", "wc -c")
      try stage.withDispatcher(stage.program()) { process in
        try stage.redis.cli(
          "EVAL", "return redis.call('LPUSH', 'celery', string.rep('x', 17 * 1024 * 1024))", "0")
        try stage.send("count", "a", ["text": .string(String(repeating: "x", count: 2_200_000))])
        try stage.wait(for: ["a"], by: process)
        #expect(try stage.record(of: "a")?["result"] == 2_200_012)
        #expect(try stage.redis.cli("LLEN", "devseo:dead:celery") == "1")
        let head = try stage.redis.cli(
          "EVAL", "return string.sub(redis.call('LINDEX', 'devseo:dead:celery', 0), 1, 300)", "0")
        #expect(head.contains(#""reason":"oversize""#) && head.contains(#""bytes":17825792"#))
        try stage.drain(process)
      }
    }
  }
}
