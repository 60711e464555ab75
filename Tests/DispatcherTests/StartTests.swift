// How a dispatcher starts, and the sentences with which it does not.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `A dispatcher that is started` {
  @Test func `says what it is when it is asked`() throws {
    for flag in ["--help", "-h"] {
      let ended = try runProgram(builtProduct("dispatcher"), arguments: ["-c", "2", flag])
      #expect(ended.status == .exited(0))
      #expect(ended.errors.isEmpty)
      #expect(ended.outputText == Self.help)
    }
    let version = try runProgram(builtProduct("dispatcher"), arguments: ["--version"])
    #expect(version.outputText.hasPrefix("dispatcher "))
    #expect(version.outputText.split(separator: ".").count == 3)
  }

  @Test(
    arguments: [
      (
        ["--loglevel", "loud"],
        "cannot log at level loud: take debug, info, warning, error or critical"
      ),
      (["-c", "0"], "cannot run 0 handlers at a time: take 1 to 10000"),
      (["-c=many"], "cannot use --concurrency many: take a whole number"),
      (["--autoscale", "2,10"], "cannot use --autoscale 2,10: take two numbers, as in 10,2"),
      (["--lease", "0.5"], "cannot use --lease 0.5: take 1 to 3600 seconds"),
      (["--lease", "long"], "cannot use --lease long: take a number of seconds"),
      (["--drain-timeout=-1"], "cannot use --drain-timeout -1.0: take seconds from 0"),
      (["--time-limit", "nan"], "cannot use --time-limit nan: take seconds above 0"),
      (["--soft-time-limit", "0"], "cannot use --soft-time-limit 0.0: take seconds above 0"),
      (["-Q", " ,"], "cannot use --queues: it names none"),
      (["--unknown", "drop"], "cannot use --unknown drop: take dead or give-back"),
      (["--max-tasks-per-child", "few"], "cannot use --max-tasks-per-child few: take a whole number"),
      (["--prefetch-multiplier=x"], "cannot use --prefetch-multiplier x: take a whole number"),
    ] as [([String], String)])
  func `refuses a value that it cannot use`(_ arguments: [String], _ sentence: String) throws {
    let ended = try runProgram(builtProduct("dispatcher"), arguments: arguments)
    #expect(ended.status == .exited(64))
    #expect(ended.errorText == "Error: \(sentence)\n")
  }

  @Test(
    arguments: [
      (["--what"], "there is no option --what"), (["--what=x"], "there is no option --what"),
      (["-x", "1"], "there is no option -x"), (["--"], "there is no option --"),
      (["-q", "crawl"], "there is no option -q"),
      (["worker"], "there is no place for \"worker\", only for options"),
      ([""], "there is no place for \"\", only for options"), (["--logfile"], "--logfile needs a value"),
      (["-f", "--check"], "--logfile needs a value"), (["--check=yes"], "--check takes no value"),
      (["--wh\u{1B}at"], "there is no option --wh\\u{1b}at"),
    ] as [([String], String)])
  func `refuses a command line that makes no sense`(_ arguments: [String], _ reason: String) throws {
    let ended = try runProgram(builtProduct("dispatcher"), arguments: arguments)
    #expect(ended.status == .exited(64))
    #expect(ended.errorText == "Error: cannot read the command line: \(reason); see dispatcher --help\n")
  }

  /// The values are wrong, so that each is named by what took it.
  @Test(
    arguments: [
      (["-Q"], "--queues"), (["-c"], "--concurrency"), (["-n"], "--hostname"), (["-l"], "--loglevel"),
      (["-f"], "--logfile"), (["-P"], "--pool"),
    ] as [([String], String)])
  func `knows options by a letter`(_ arguments: [String], _ name: String) throws {
    let ended = try runProgram(builtProduct("dispatcher"), arguments: arguments)
    #expect(ended.status == .exited(64))
    #expect(ended.errorText.contains(": \(name) needs a value;"))
  }

  @Test func `takes what Celery's workers take, and says that it means nothing here`() throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      let program = stage.program(
        "-P", "solo", "--max-tasks-per-child=5", "--prefetch-multiplier", "1", "-l=INFO", "--autoscale=2,1")
      try stage.withDispatcher(program) { process in
        let notices = try stage.drain(process).messages("notice")
        for flag in ["--pool", "--max-tasks-per-child", "--prefetch-multiplier"] {
          #expect(notices.contains("\(flag) has no meaning here: each task has a process of its own"))
        }
      }
    }
  }

  /// Settings that are wrong, and what is said of them; `$F` is a folder.
  @Test(
    arguments: [
      (["REDIS_URL": ""], [], "cannot find Redis: set REDIS_URL, for example to redis://localhost:6379/0"),
      (["REDIS_URL": "http://x"], [], "cannot use the URL of Redis"),
      (["RESULT_URL": "redis://127.0.0.1:1/1"], [], "cannot store results at RESULT_URL"),
      (["RESULT_EXPIRES": "soon"], [], "cannot use RESULT_EXPIRES: soon is no number of seconds"),
      (
        [:], ["--state-dir", "/proc/none"],
        "cannot make /proc/none: No such file or directory; name another folder with --state-dir"
      ),
      ([:], ["--state-dir", ""], "cannot make "),
      ([:], ["--handlers", "$F/state"], "cannot start: there is no usable handler in $F/state"),
      ([:], ["--handlers", "$F/nowhere"], "cannot start: there is no usable handler in $F/nowhere"),
      ([:], ["--logfile", "$F/no/log"], "cannot open the log file $F/no/log: No such file or directory"),
      ([:], ["--pidfile", "$F/no/pid"], "cannot write the pid file $F/no/pid: No such file or directory"),
      (["PATH": "/nowhere"], [], "cannot use redis-cli"),
    ] as [([String: String], [String], String)])
  func `says which setting is wrong`(_ variables: [String: String], _ arguments: [String], _ words: String)
    throws
  {
    try withStage { stage in
      try stage.add("echo", "cat")
      var program = stage.program(variables: variables)
      program.arguments += arguments.map { inFolder($0, stage) }
      let ended = try withProgram(program) { try $0.ended() }
      #expect(ended.status == .exited(78))
      let last = try #require(try ended.log.last)
      #expect(last["level"] == "critical")
      #expect(last["message"]?.string?.contains(inFolder(words, stage)) == true, "\(ended.errorText)")
    }
  }

  @Test func `needs a folder for its state`() throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      var program = stage.program()
      program.arguments = ["--handlers", "\(stage.folder)/handlers"]
      let ended = try withProgram(program) { try $0.ended() }
      #expect(ended.status == .exited(78))
      #expect(ended.errorText.contains("neither RUNTIME_DIRECTORY nor XDG_RUNTIME_DIR is set"))
      for variables in [["RUNTIME_DIRECTORY": "\(stage.folder)/a:/b"], ["XDG_RUNTIME_DIR": stage.folder]] {
        program.environment.merge(variables) { $1 }
        try stage.withDispatcher(program) { _ = try stage.drain($0) }
      }
      #expect(names(in: "\(stage.folder)/a").contains { $0.hasSuffix(".lock") })
      program.environment["RUNTIME_DIRECTORY"] = nil
      try stage.withDispatcher(program) { _ = try stage.drain($0) }
      #expect(names(in: "\(stage.folder)/devseo").contains { $0.hasSuffix(".lock") })
    }
  }

  @Test func `tells of a handler that it cannot use, and serves the others`() throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      try stage.add("bad", "cat", ["tusk": "x"])
      try stage.add("twin", "cat", ["task": "test.echo"])
      try stage.withDispatcher(stage.program()) { process in
        try stage.send("echo", "a", ["x": 1])
        try stage.wait(for: ["a"], by: process)
        let errors = try stage.drain(process).messages("error")
        #expect(errors.count == 2)
        #expect(errors.contains { $0.hasPrefix("cannot use the handler bad: ") && $0.contains("tusk") })
        #expect(errors.contains { $0.hasSuffix("/echo runs test.echo already") })
      }
    }
  }

  @Test func `has its name alone, until it is gone by whatever means`() throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      try stage.withDispatcher(stage.program("-n", "one@%h")) { first in
        let second = try withProgram(stage.program("-n", "one@%h")) { try $0.ended() }
        #expect(second.status == .exited(75))
        #expect(second.errorText.contains("cannot start: a dispatcher named one@"))
        try stage.withDispatcher(stage.program("-n", "two@%h")) { _ = try stage.drain($0) }
        first.send(signal: SIGKILL)
        #expect(try first.ended().status == .signaled(SIGKILL))
      }
      try stage.withDispatcher(stage.program("-n", "one@%h")) { _ = try stage.drain($0) }
    }
  }

  @Test func `refuses more handlers than it may have open files for`() throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      var program = stage.program(slots: 50)
      program.arguments = ["--nofile=100:100", program.path] + program.arguments
      program.path = "/usr/bin/prlimit"
      let ended = try withProgram(program) { try $0.ended() }
      #expect(ended.status == .exited(78))
      #expect(ended.errorText.contains("cannot run so many handlers: they take "))
      // A soft limit is raised.
      program.arguments[0] = "--nofile=100:4096"
      try stage.withDispatcher(program) { _ = try stage.drain($0) }
    }
  }

  @Test func `does not start with a wrong password, and does not repeat it`() throws {
    try withStage(RedisOptions(password: "right")) { stage in
      try stage.add("echo", "cat")
      let program = stage.program(variables: ["REDIS_URL": "unix://\(stage.redis.socket)?password=hunter2"])
      let ended = try withProgram(program) { try $0.ended() }
      #expect(ended.status == .exited(78))
      #expect(ended.errorText.contains("WRONGPASS"))
      #expect(!ended.errorText.contains("hunter2"))
    }
  }

  @Test func `writes its process id while it runs`() throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      try stage.withDispatcher(stage.program("--pidfile", "\(stage.folder)/pid")) { process in
        #expect(try stage.text("pid") == "\(process.child.pid)")
        try stage.drain(process)
        #expect(!exists("\(stage.folder)/pid"))
      }
    }
  }

  @Test func `finds its folders when they are named from where it stands`() throws {
    try withStage { stage in
      try stage.add("echo", #"echo here > "$TMPDIR/file"; cat "$TMPDIR/file" > "$F/said"; cat"#)
      var program = stage.program()
      program.directory = stage.folder
      program.arguments = ["--handlers", "handlers", "--state-dir", "./state"]
      try stage.withDispatcher(program) { process in
        try stage.send("echo", "a", ["x": 1])
        try process.wait(forErrors: #""task_id":"a""#)
        try stage.drain(process)
        #expect(try stage.state(of: "a") == "SUCCESS")
        #expect(try stage.text("said") == "here")
      }
    }
  }

  private func inFolder(_ text: String, _ stage: Stage) -> String {
    let parts = text.split(separator: "$F", omittingEmptySubsequences: false)
    return parts.joined(separator: stage.folder)
  }
}
