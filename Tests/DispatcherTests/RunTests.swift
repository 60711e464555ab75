// `infra/run`, by which `make run` and `make beat` start a dispatcher: where its settings come from.

import Fixtures
import Processes
import Testing

@Suite struct `A dispatcher that is started for development` {
  private func run(
    _ stage: Stage, env: String, variables: [String: String] = [:]
  ) throws -> Ended {
    try write(Array(env.utf8), to: "\(stage.folder)/env")
    return try runProgram(
      projectFile("infra/run"),
      arguments: [
        "--env", "\(stage.folder)/env", "--program", builtProduct("dispatcher"), "--handlers",
        "\(stage.folder)/handlers", "--state-dir", "\(stage.folder)/state", "--check",
      ], environment: variables)
  }

  @Test func `has the settings of a file as they stand there, and those of the environment before them`()
    throws
  {
    try withStage { stage in
      try stage.add("echo", "cat")
      let env = """
        # What follows is not executed: $(touch \(stage.folder)/executed)
        REDIS_URL="\(stage.redis.url)"

        CRAWL_USER_AGENT=DevSEOBot/1.0 (+https://devseo.example/bot) $(touch \(stage.folder)/executed)
        TASK_DEFAULT_QUEUE='usual'
        DISPATCHER_OPTIONS="-c 3 -n file@here"
        """
      let found = try run(stage, env: env)
      #expect(found.status == .exited(0), "\(found.errorText)")
      #expect(found.outputText.contains("ok\tname: file@here\n"))
      #expect(found.outputText.contains("ok\tqueues: celery, usual, 3 at a time\n"))
      let other = try run(stage, env: env, variables: ["TASK_DEFAULT_QUEUE": "given"])
      #expect(other.outputText.contains("ok\tqueues: celery, given, 3 at a time\n"))
      #expect(!exists("\(stage.folder)/executed"))
    }
  }

  @Test func `uses the Redis of this machine unless told otherwise, and names a line that it cannot read`()
    throws
  {
    try withStage { stage in
      try stage.add("echo", "cat")
      #expect(try run(stage, env: "").outputText.contains("localhost:6379"))
      for line in ["what is this", "=1", "A-B=1", "1A=1"] {
        let found = try run(stage, env: "# first\n\(line)\n")
        #expect(found.status == .exited(78))
        #expect(found.errorText == "infra/run: cannot read \(stage.folder)/env: line 2 is not NAME=value\n")
      }
    }
  }
}
