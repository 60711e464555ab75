// What can be wrong around the commands: no Redis, no address, and secrets that must stay secret.

import Fixtures
import Processes
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
