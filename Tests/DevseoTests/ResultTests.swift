// `devseo result`: states by hand, and what is said of them.

import Fixtures
import JSONText
import Processes
import Queue
import Testing

@Suite struct `Asking for a result` {
  @Test func `shows a success`() throws {
    try withRedis { redis in
      try store(.success(["pages": 3]), of: "a", in: redis)
      let ended = try run(redis, "result", "a")
      #expect(ended.status == .exited(0))
      #expect(ended.outputText == "SUCCESS\n{\"pages\":3}\n")
      let machine = try run(redis, "result", "a", "--json")
      #expect(try machine.result["result"] == ["pages": 3])
      #expect(try machine.result["task_id"] == "a")
    }
  }

  @Test func `shows a failure with its traceback, and ends with 1`() throws {
    try withRedis { redis in
      let exception = PythonException("ValueError", ["oops", 2], module: "builtins")
      try store(.failure(exception, traceback: "line 1\nline 2\u{07}"), of: "a", in: redis)
      let ended = try run(redis, "result", "a")
      #expect(ended.status == .exited(1))
      #expect(ended.outputText == "FAILURE\nline 1\nline 2\u{07}\n")
      #expect(ended.errorText == "ValueError: oops, 2\n")
      #expect(try run(redis, "result", "a", "--json").status == .exited(1))
    }
  }

  @Test func `lets no result give orders to a terminal`() throws {
    try withRedis { redis in
      try store(.success("a\u{9B}2J\u{202E}b"), of: "a", in: redis)
      var program = Program(devseo)
      program.arguments = ["result", "a"]
      program.environment = ["REDIS_URL": redis.url, "NO_COLOR": "1"]
      program.output = .terminal
      let shown = try withProgram(program) { try $0.ended() }
      #expect(shown.terminalText.contains(#""a\u{9b}2J\u{202e}b""#))
      #expect(try run(redis, "result", "a").outputText == "SUCCESS\n\"a\u{9B}2J\u{202E}b\"\n")
    }
  }

  @Test func `ends with 75 while there is none`() throws {
    try withRedis { redis in
      let unknown = try run(redis, "result", "a")
      #expect(unknown.status == .exited(75))
      #expect(unknown.outputText == "PENDING\n")
      try store(.progress(["done": 1]), of: "a", in: redis)
      let running = try run(redis, "result", "a")
      #expect(running.status == .exited(75))
      #expect(running.outputText == "PROGRESS\n{\"done\":1}\n")
      #expect(
        try run(redis, "result", "b", "--json").outputText == #"{"status":"PENDING","task_id":"b"}"# + "\n")
    }
  }

  @Test func `waits when asked to, and gives up when the time is over`() throws {
    try withRedis { redis in
      let late = try run(redis, "result", "a", "--wait", "--timeout", "0.3")
      #expect(late.status == .exited(75))
      #expect(late.outputText == "PENDING\n")
      #expect(late.errorText == "cannot wait for a any longer: it is PENDING\n")
      try store(.success(1), of: "a", in: redis)
      #expect(try run(redis, "result", "a", "--wait").outputText == "SUCCESS\n1\n")
    }
  }

  @Test(arguments: ["not JSON", "[]", "{}"]) func `refuses what is no result`(_ text: String) throws {
    try withRedis { redis in
      try redis.cli("SET", "celery-task-meta-a", text)
      let ended = try run(redis, "result", "a")
      #expect(ended.status == .exited(65))
      #expect(ended.errorText.hasPrefix("cannot read the result of a: it "))
    }
  }

  @Test func `takes Celery's prefix of results into account`() throws {
    try withRedis { redis in
      try redis.cli("SET", "rp_celery-task-meta-a", #"{"status":"SUCCESS","result":1}"#)
      try redis.cli("SET", "rp:celery-task-meta-a", #"{"status":"SUCCESS","result":2}"#)
      #expect(
        try run(redis, "result", "a", variables: ["GLOBAL_KEYPREFIX": "rp"]).outputText == "SUCCESS\n1\n")
      #expect(
        try run(redis, "result", "a", variables: ["GLOBAL_KEYPREFIX": "rp:"]).outputText == "SUCCESS\n2\n")
    }
  }
}
