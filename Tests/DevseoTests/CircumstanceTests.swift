// What can be wrong around the commands: no Redis, no address, and secrets that must stay secret.

import Fixtures
import JSONText
import Processes
import Queue
import Testing

@Suite struct `The command line` {
  @Test(arguments: [["send", "t"], ["result", "a"], ["queues"], ["send", "t", "--wait"]])
  func `says in one sentence that Redis is not there`(_ arguments: [String]) throws {
    let ended = try runProgram(
      devseo, arguments: arguments + ["--timeout", "0.3"],
      environment: ["REDIS_URL": "unix:///nowhere/socket"])
    #expect(ended.status == .exited(69))
    #expect(ended.output.isEmpty)
    #expect(ended.errorText.hasPrefix("cannot "))
    #expect(ended.errorText.contains("cannot reach Redis at unix:///nowhere/socket?db=0 within 0.3 seconds"))
    #expect(ended.errorText.split(separator: "\n").count == 1)
  }

  @Test func `gives a Redis that hangs no longer than it was told`() throws {
    try withRedis { redis in
      redis.pause()
      defer { redis.resume() }
      let ended = try run(redis, "queues", "--timeout", "0.3")
      #expect(ended.status == .exited(69))
      #expect(ended.errorText.hasPrefix("cannot count the queues: cannot reach Redis at "))
    }
  }

  @Test func `notices that Redis dies while it waits`() throws {
    try withRedis { redis in
      var program = Program(devseo)
      program.arguments = ["send", "t", "--id", "a", "--wait", "--timeout", "2"]
      program.environment = ["REDIS_URL": redis.url]
      try withProgram(program) { running in
        try running.wait(forErrors: "a\n")
        redis.kill()
        let ended = try running.ended()
        #expect(ended.status == .exited(69))
        #expect(ended.errorText.hasPrefix("a\ncannot read the result of a: cannot reach Redis at "))
      }
    }
  }

  @Test func `goes on waiting when Redis comes back`() throws {
    try withRedis(RedisOptions(appendOnly: true)) { redis in
      var program = Program(devseo)
      program.arguments = ["send", "t", "--id", "a", "--wait", "--timeout", "20"]
      program.environment = ["REDIS_URL": redis.url]
      try withProgram(program) { running in
        try running.wait(forErrors: "a\n")
        try redis.restart()
        try store(.success(1), of: "a", in: redis)
        #expect(try running.ended().outputText == "1\n")
      }
    }
  }

  @Test func `uses colours on a terminal only, and not when they are unwanted`() throws {
    try withRedis { redis in
      try store(.success(1), of: "a", in: redis)
      for (variables, expected) in [([:], "\u{1B}[32mSUCCESS\u{1B}[0m"), (["NO_COLOR": "1"], "SUCCESS\n1")] {
        let ended = try runProgram(
          devseo, arguments: ["result", "a"], environment: ["REDIS_URL": redis.url].merging(variables) { $1 }
        ) { $0.output = .terminal }
        #expect(ended.terminalText.contains(expected))
      }
    }
  }

  @Test func `asks for the address of Redis`() throws {
    let ended = try runProgram(devseo, arguments: ["queues"])
    #expect(ended.status == .exited(78))
    #expect(
      ended.errorText == "cannot find Redis: set REDIS_URL, for example to redis://localhost:6379/0\n")
  }

  @Test func `refuses a wrong password without repeating it`() throws {
    try withRedis(RedisOptions(password: "right")) { redis in
      let ended = try run(
        redis, "queues", variables: ["REDIS_URL": "unix://\(redis.socket)?password=hunter2"])
      #expect(ended.status == .exited(78))
      #expect(!ended.errorText.contains("hunter2"))
    }
  }

  @Test func `shows no password to the other users of the machine`() throws {
    try withRedis(RedisOptions(password: "hunter2")) { redis in
      try withTemporaryFolder { folder in
        let real = try #require(executable("redis-cli"))
        let script = """
          #!/bin/sh
          printf '%s\\n' "$@" >> \(folder)/arguments
          exec \(real) "$@"
          """
        try write(Array(script.utf8), to: "\(folder)/redis-cli", mode: 0o755)
        let ended = try run(redis, "send", "t", variables: ["PATH": "\(folder):/usr/bin:/bin"])
        #expect(ended.status == .exited(0))
        let arguments = String(decoding: try contents(of: "\(folder)/arguments"), as: UTF8.self)
        #expect(arguments.contains(redis.socket))
        #expect(!arguments.contains("hunter2"))
      }
    }
  }

  @Test func `lets no other process of the same user read its settings`() throws {
    try withRedis(RedisOptions(password: "hunter2")) { redis in
      var program = Program(devseo)
      program.arguments = ["send", "t", "--id", "a", "--wait"]
      program.environment = ["REDIS_URL": redis.url]
      program.dropCapabilities()
      try withProgram(program) { running in
        try running.wait(forErrors: "a\n")
        #expect(try !othersCanReadEnvironment(of: running))
      }
    }
  }

  @Test func `takes its settings from credentials too`() throws {
    try withRedis { redis in
      try withTemporaryFolder { folder in
        try write(Array("\(redis.url)\n".utf8), to: "\(folder)/REDIS_URL")
        let ended = try runProgram(
          devseo, arguments: ["queues"], environment: ["CREDENTIALS_DIRECTORY": folder])
        #expect(ended.status == .exited(0))
      }
    }
  }
}
