// Results, as Celery's backend stores and tells them.

import Fixtures
import Queue
import Testing

@Suite struct `A result` {
  private let key = Array("celery-task-meta-t1".utf8)

  private func effect(_ text: String, database: Int = 0, seconds: Int? = 100) -> Effect {
    .result(
      ResultWrite(
        database: database, home: 0, key: key, lifetimeSeconds: seconds, value: .whole(Array(text.utf8))))
  }

  @Test func `is stored with its life time, and told`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let listener = try bench.another()
      _ = try listener.call("SUBSCRIBE", "celery-task-meta-t1")
      let commit = CommitRequest(
        claim: try bench.taken(owner, 1), mostBytes: 9, effects: [effect(#"{"status": "SUCCESS"}"#)])
      try bench.send(commit)
      try bench.send(commit)
      #expect(try bench.string("GET", "celery-task-meta-t1") == #"{"status": "SUCCESS"}"#)
      #expect(try bench.redis("TTL", "celery-task-meta-t1") == .integer(100))
      let told = ["message", "celery-task-meta-t1", #"{"status": "SUCCESS"}"#]
      #expect(try listener.value() == .array(told.map { .text(Array($0.utf8)) }))
      // Told once: the next that comes is what is published now.
      try bench.redis("PUBLISH", "celery-task-meta-t1", "end")
      #expect(
        try listener.value() == .array([.text(Array("message")), .text(key), .text(Array("end"))]))
    }
  }

  @Test func `without a life time stays`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let claim = try bench.taken(owner, 1)
      try bench.send(CommitRequest(claim: claim, mostBytes: 9, effects: [effect("{}", seconds: nil)]))
      #expect(try bench.redis("TTL", "celery-task-meta-t1") == .integer(-1))
    }
  }

  @Test(arguments: [
    (#"{"status": "SUCCESS", "result": 1}"#, true),
    (#"{"status":"SUCCESS"}"#, true),
    (#"{"task_id": "t1", "status": "SUCCESS", "result": 9007199254740993}"#, true),
    (#"{"status": "FAILURE", "result": {"status": "SUCCESS"}}"#, false),
    (#"{"result": {"status": "SUCCESS"}, "status": "RETRY"}"#, false),
    ("not JSON", false),
  ])
  func `is not stored over a success, nor told`(_ stored: String, _ isKept: Bool) throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      try bench.redis("SET", "celery-task-meta-t1", stored)
      let listener = try bench.another()
      _ = try listener.call("SUBSCRIBE", "celery-task-meta-t1")
      let claim = try bench.taken(owner, 1)
      #expect(
        try bench.send(CommitRequest(claim: claim, mostBytes: 9, effects: [effect("new")])) == .ok(sent: 0))
      #expect(try bench.string("GET", "celery-task-meta-t1") == (isKept ? stored : "new"))
      try bench.redis("PUBLISH", "celery-task-meta-t1", "end")
      let first = Array((isKept ? "end" : "new").utf8)
      #expect(try listener.value() == .array([.text(Array("message")), .text(key), .text(first)]))
    }
  }

  @Test func `lives in another database of the same server, and what follows does not`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a", "b")
      let claim = try bench.taken(owner, 1)
      let send = Effect.send(Dispatch(list: Array("mail"), raw: Array("m")))
      let commit = CommitRequest(
        claim: claim, mostBytes: 9, effects: [send, effect(#"{"status": "SUCCESS"}"#, database: 1), send])
      #expect(try bench.send(commit) == .ok(sent: 2))
      #expect(try bench.send(commit) == .already)
      #expect(try bench.list("mail") == ["m", "m"])
      #expect(try bench.string("GET", "celery-task-meta-t1") == nil)
      // The second one finds the first one's success there.
      let again = CommitRequest(
        claim: try bench.taken(owner, 2), mostBytes: 9,
        effects: [effect(#"{"status": "FAILURE"}"#, database: 1)])
      #expect(try bench.send(again) == .ok(sent: 0))
      try bench.redis("SELECT", "1")
      #expect(try bench.strings("KEYS", "*") == ["celery-task-meta-t1"])
      #expect(try bench.string("GET", "celery-task-meta-t1") == #"{"status": "SUCCESS"}"#)
    }
  }

  @Test func `in another database survives a restart from the append-only file`() throws {
    try withScripts(options: RedisOptions(appendOnly: true)) { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      let send = Effect.send(Dispatch(list: Array("mail"), raw: Array("m")))
      let commit = CommitRequest(
        claim: try bench.taken(owner, 1), mostBytes: 9, effects: [effect("{}", database: 1), send])
      try bench.send(commit)
      try bench.restart()
      #expect(try bench.list("mail") == ["m"])
      #expect(try bench.send(commit) == .already)
      try bench.redis("SELECT", "1")
      #expect(try bench.strings("KEYS", "*") == ["celery-task-meta-t1"])
    }
  }
}
