// `devseo send`: what lies in Redis afterwards, and the wait for a result.

import Fixtures
import JSONText
import Processes
import Queue
import Testing

@Suite struct `Sending a task` {
  @Test func `puts one message into the queue's list, and prints its id`() throws {
    try withRedis { redis in
      let ended = try run(redis, "send", "app.noop", "--kwargs", #"{"echo":"é \"x\""}"#)
      #expect(ended.status == .exited(0))
      #expect(ended.errors.isEmpty)
      let rows = try redis.cli("LRANGE", "celery", "0", "-1").split(separator: "\n")
      #expect(rows.count == 1)
      let envelope = try Envelope(decoding: Array(try #require(rows.first).utf8))
      #expect(envelope.task == "app.noop")
      #expect(envelope.keywordArguments == ["echo": "é \"x\""])
      #expect(envelope.id + "\n" == ended.outputText)
      #expect(envelope.routingKey == "celery")
      #expect(envelope.eta == nil)
      #expect(try redis.cli("SMEMBERS", "_kombu.binding.celery") == "celery\u{06}\u{16}\u{06}\u{16}celery")
    }
  }

  @Test(arguments: [
    (0, "crawl"), (3, "crawl\u{06}\u{16}3"), (5, "crawl\u{06}\u{16}3"), (9, "crawl\u{06}\u{16}9"),
  ])
  func `goes to the list of its priority`(_ priority: Int, _ list: String) throws {
    try withRedis { redis in
      let ended = try run(
        redis, "send", "t", "--queue", "crawl", "--priority", "\(priority)", "--id", "my-id", "--countdown",
        "60",
        "--json")
      #expect(ended.outputText == #"{"id":"my-id","queue":"crawl","task":"t"}"# + "\n")
      #expect(try redis.cli("LLEN", list) == "1")
      let envelope = try Envelope(decoding: Array(try redis.cli("LINDEX", list, "0").utf8))
      #expect(envelope.priority == priority)
      #expect(try #require(envelope.eta) > 1_700_000_000)
    }
  }

  @Test func `follows Celery's settings of prefix and queue`() throws {
    try withRedis { redis in
      let variables = ["GLOBAL_KEYPREFIX": "pfx:", "TASK_DEFAULT_QUEUE": "work"]
      let ended = try run(redis, "send", "t", variables: variables)
      #expect(ended.status == .exited(0))
      #expect(try redis.cli("LLEN", "pfx:work") == "1")
      #expect(try redis.cli("EXISTS", "pfx:_kombu.binding.work") == "1")
    }
  }

  @Test func `refuses a key that is no list`() throws {
    try withRedis { redis in
      try redis.cli("SET", "odd", "1")
      let ended = try run(redis, "send", "t", "--queue", "odd")
      #expect(ended.status == .exited(65))
      #expect(ended.errorText == "cannot send to odd: the key odd is no list of messages\n")
    }
  }

  @Test(arguments: ["{", "[1]", ""]) func `refuses arguments that are no object`(_ text: String) throws {
    try withRedis { redis in
      let ended = try run(redis, "send", "t", "--kwargs", text)
      #expect(ended.status == .exited(65))
      #expect(ended.errorText.hasPrefix("cannot "))
      #expect(try redis.cli("DBSIZE") == "0")
    }
  }

  @Test(arguments: [
    ["--summary"], ["--priority", "10"], ["--countdown", "-1"], ["--countdown", "nan"], ["--timeout", "0"],
    ["--id", ""],
  ])
  func `refuses a command line that makes no sense`(_ arguments: [String]) throws {
    let ended = try runProgram(devseo, arguments: ["send", "t"] + arguments)
    #expect(ended.status == .exited(64))
  }
}

@Suite struct `Waiting for a result` {
  @Test func `ends with 75 when the time is over`() throws {
    try withRedis { redis in
      let ended = try run(redis, "send", "t", "--id", "a", "--wait", "--timeout", "0.3")
      #expect(ended.status == .exited(75))
      #expect(ended.output.isEmpty)
      #expect(ended.errorText == "a\ncannot wait for a any longer: it is PENDING\n")
    }
  }

  @Test func `prints the result as soon as it is there`() throws {
    try withRedis { redis in
      var program = Program(devseo)
      program.arguments = ["send", "t", "--id", "a", "--wait"]
      program.environment = ["REDIS_URL": redis.url]
      try withProgram(program) { running in
        // The id is written once the message is sent.
        try running.wait(forErrors: "a\n")
        try store(.success(["n": 5]), of: "a", in: redis)
        let ended = try running.ended()
        #expect(ended.status == .exited(0))
        #expect(ended.outputText == "{\"n\":5}\n")
      }
    }
  }

  @Test func `tells a failure by type and message`() throws {
    try withRedis { redis in
      try store(
        .failure(PythonException("ValueError", ["o\u{1B}ops"], module: "builtins"), traceback: nil), of: "a",
        in: redis)
      let ended = try run(redis, "send", "t", "--id", "a", "--wait")
      #expect(ended.status == .exited(1))
      #expect(ended.output.isEmpty)
      #expect(ended.errorText == "a\nValueError: o\\u{1b}ops\n")
    }
  }

  @Test func `looks where results lie`() throws {
    try withRedis { redis in
      try redis.cli("-n", "2", "SET", "celery-task-meta-a", #"{"status":"SUCCESS","result":7}"#)
      let ended = try run(
        redis, "send", "t", "--id", "a", "--wait", variables: ["RESULT_URL": redis.url(database: 2)])
      #expect(ended.outputText == "7\n")
    }
  }
}
