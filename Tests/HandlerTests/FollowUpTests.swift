// The follow-ups of a handler that is run by hand: sent at its end, into a real Redis, as a client of Celery would.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `Without a dispatcher follow-ups` {
  /// Runs the probe with follow-ups, each the value of an `enqueue` event.
  private func run(
    _ followUps: [JSON], failing: Bool = false, text: String = "", variables: [String: String]
  ) throws -> Ended {
    let events = followUps.map { JSON.object(["enqueue": $0]) }
    var message: [String: JSON] = [
      "follow_ups": .string(JSON.array(events).description), "text": .string(text),
    ]
    if failing { message["failure"] = "no" }
    return try runProgram(
      builtProduct("probe-handler"), input: JSON.object(message).bytes(), environment: variables)
  }

  /// The messages of a list as text, the next to be taken last.
  private func messages(_ list: String, in redis: RedisServer) throws -> [JSON] {
    try redis.cli("--json", "LRANGE", list, "0", "-1").parsed().array ?? []
  }

  @Test func `are sent when the result is written`() throws {
    try withRedis { redis in
      let followUp: JSON = ["task": "app.mail", "kwargs": ["to": "é \"x\"", "n": 7]]
      let ended = try run([followUp], variables: ["REDIS_URL": redis.url])
      try #require(ended.status == .exited(0), "\(ended.errorText)")
      #expect(try ended.result["attempt"] == 1)
      let line = try #require(try ended.log.first)
      #expect(try ended.log.count == 1)
      #expect(line["message"] == "follow-up sent" && line["level"] == "info")
      #expect(line["task"] == "app.mail" && line["queue"] == "celery")

      let message = try #require(try messages("celery", in: redis).first?.string?.parsed())
      let headers = try #require(message["headers"])
      #expect(headers["task"] == "app.mail" && headers["eta"] == .null && headers["parent_id"] == .null)
      #expect(headers["id"] == line["follow_up_id"] && headers["root_id"] == headers["id"])
      #expect(headers["kwargsrepr"] == #"{'n': 7, 'to': 'é "x"'}"#)
      #expect(try redis.cli("SCARD", "_kombu.binding.celery") == "1")
    }
  }

  @Test(arguments: [(false, ["always", "success"]), (true, ["always", "failure"])])
  func `are those of the end`(failing: Bool, tasks: [String]) throws {
    try withRedis { redis in
      let followUps = ["success", "failure", "always"].map {
        JSON.object(["task": .string($0), "on": .string($0)])
      }
      let ended = try run(followUps, failing: failing, variables: ["REDIS_URL": redis.url])
      #expect(ended.status == .exited(failing ? 1 : 0))
      let sent = try messages("celery", in: redis).compactMap {
        try $0.string?.parsed()["headers"]?["task"]?.string
      }
      #expect(sent == tasks)
    }
  }

  @Test func `go to their queue, after their countdown, under their prefix`() throws {
    try withRedis { redis in
      let ended = try run(
        [["task": "a", "queue": "mail", "countdown": 60], ["task": "b"], ["task": "devseo.hello"]],
        variables: [
          "REDIS_URL": redis.url, "TASK_DEFAULT_QUEUE": "usual", "GLOBAL_KEYPREFIX": "p:", "TASK_ID": "7f3a",
        ])
      try #require(ended.status == .exited(0), "\(ended.errorText)")
      let late = try #require(try messages("p:mail", in: redis).first?.string?.parsed()["headers"])
      #expect(late["eta"]?.string?.hasPrefix("20") == true)
      #expect(late["root_id"] == "7f3a" && late["parent_id"] == "7f3a")
      #expect(try redis.cli("LLEN", "p:usual") == "2")
    }
  }

  @Test func `that are named by a handler beside this one go to its queue`() throws {
    try withHandlersFolder { probe in
      try withRedis { redis in
        let message = JSON.object([
          "follow_ups": #"[{"enqueue":{"task":"app.neighbour"}},{"enqueue":{"task":"app.other"}}]"#
        ])
        let ended = try runProgram(
          probe, input: message.bytes(),
          environment: ["REDIS_URL": redis.url, "TASK_DEFAULT_QUEUE": "usual"])
        try #require(ended.status == .exited(0), "\(ended.errorText)")
        #expect(try redis.cli("LLEN", "neighbours") == "1")
        #expect(try redis.cli("LLEN", "usual") == "1")
      }
    }
  }

  @Test func `are sent once, however often the same run is repeated`() throws {
    try withRedis { redis in
      for text in ["a", "a", "b"] {
        let ended = try run(
          [["task": "t"], ["task": "t"]], text: text, variables: ["REDIS_URL": redis.url])
        #expect(ended.status == .exited(0))
      }
      let ids = try messages("celery", in: redis).compactMap {
        try $0.string?.parsed()["headers"]?["id"]?.string
      }
      #expect(ids.count == 4 && Set(ids).count == 4)
    }
  }

  @Test func `with one dedupe key are sent once`() throws {
    try withRedis { redis in
      let followUps: [JSON] = [["task": "a", "dedupe": "job 7"], ["task": "b", "dedupe": "job 7"]]
      let ended = try run(followUps, variables: ["REDIS_URL": redis.url])
      #expect(ended.status == .exited(0))
      #expect(
        try ended.log.map { $0["message"] }
          == ["follow-up sent", "follow-up not sent: one with its dedupe key was sent before"])
      #expect(try redis.cli("LLEN", "celery") == "1")
      #expect(try redis.cli("EXISTS", "devseo:dedupe:job 7") == "1")
    }
  }

  @Test(
    arguments: [
      ("nonsense", "cannot use the URL of Redis: "), ("unix:///nowhere/socket", "cannot reach Redis at "),
    ])
  func `that cannot be sent are listed, and the result stays good`(url: String, reason: String) throws {
    let ended = try run([["task": "a"], ["task": "b"]], variables: ["REDIS_URL": url])
    #expect(ended.status == .exited(0))
    #expect(try ended.result["attempt"] == 1)
    let log = try ended.log
    #expect(log.map { $0["task"] } == ["a", "b"])
    for line in log {
      #expect(line["message"]?.string?.hasPrefix("follow-up not sent: \(reason)") == true)
      #expect(line["level"] == "error")
      #expect(try line["follow_up"]?.string?.parsed()["task"] == line["task"])
    }
  }

  @Test func `into a key that is no list are not sent`() throws {
    try withRedis { redis in
      try redis.cli("SET", "odd", "1")
      let ended = try run(
        [["task": "a", "queue": "odd"], ["task": "b"]], variables: ["REDIS_URL": redis.url])
      #expect(ended.status == .exited(0))
      #expect(
        try ended.log.map { $0["message"] }
          == ["follow-up not sent: the key odd is no list of messages", "follow-up sent"])
    }
  }

  @Test(arguments: ["", "x", "99"])
  func `are left to a dispatcher that cannot be told`(number: String) throws {
    try withRedis { redis in
      let ended = try run([["task": "a"]], variables: ["REDIS_URL": redis.url, "TASK_EVENTS_FD": number])
      #expect(ended.status == .exited(0))
      #expect(try ended.log.map { $0["message"] } == ["follow-up not sent: no dispatcher is listening"])
      #expect(try redis.cli("DBSIZE") == "0")
    }
  }

  /// Runs `body` with the probe in a folder beside that of another handler.
  private func withHandlersFolder(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { root in
      let folders = ["bad", "neighbour", "probe-handler"].map { "\(root)/\($0)" }
      let probe = "\(root)/probe-handler/probe-handler"
      defer {
        for folder in folders {
          for name in names(in: folder) { unlink("\(folder)/\(name)") }
          rmdir(folder)
        }
      }
      for folder in folders { try #require(mkdir(folder, 0o700) == 0) }
      try write(Array(#"{"task":"app.neighbour","queue":"#.utf8), to: "\(folders[0])/handler.json")
      try write(
        Array(#"{"task":"app.neighbour","run":["./n"],"queue":"neighbours"}"#.utf8),
        to: "\(folders[1])/handler.json")
      try write(try contents(of: builtProduct("probe-handler")), to: probe, mode: 0o755)
      try body(probe)
    }
  }
}

extension String {
  fileprivate func parsed() throws -> JSON { try JSON(parsing: Array(utf8)) }
}
