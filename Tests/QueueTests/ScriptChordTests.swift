// Parts of chords: counted once each, and the last one starts the body or fails it in the step that ends its task.

import Testing

@testable import Queue

@Suite struct `The parts of a chord` {
  private func part(
    _ id: String, _ index: Int?, _ value: String = "1", state: String = "SUCCESS", most: Int = 1000,
    failure: [Effect]? = nil
  ) -> Effect {
    let hole = String(decoding: [Hole.quoted], as: UTF8.self)
    let body = Dispatch(list: Array("mail"), raw: Array(#"{"body": "[[\#(hole), 5], {}, {}]"}"#))
    return .join(
      ChordPart(
        database: 0, home: 0, key: Array("celery-taskset-meta-g"), lifetimeSeconds: 60, mostBytes: most,
        index: index, taskID: id, state: state, value: Array(value), success: [.send(body)],
        failure: failure ?? [failed("b")]))
  }

  /// What fails a task whose exception is not known yet.
  private func failed(_ id: String) -> Effect {
    let state = ResultRecord.State.failure(PythonException("E", [], module: nil), traceback: nil)
    let record = ResultRecord(taskID: id, state: state, date: 0)
    return .result(
      ResultWrite(
        database: 0, home: 0, key: KeySpace().result(id), lifetimeSeconds: 60,
        value: .whole(record.openBytes(hasResult: false))))
  }

  private func end(_ bench: ScriptBench, _ owner: OwnerID, _ number: UInt64, _ effects: Effect...) throws
    -> SettleReply
  {
    try bench.redis("LPUSH", "crawl", "m\(number)")
    return try bench.send(
      CommitRequest(claim: try bench.taken(owner, number), mostBytes: 1000, effects: effects))
  }

  private func size(_ bench: ScriptBench, _ count: Int) throws {
    try bench.redis("SET", "celery-taskset-meta-g.s", "\(count)")
  }

  @Test func `start the body with the results in the order of the header, whatever came first`() throws {
    try withScripts { bench, owner in
      try size(bench, 3)
      #expect(try end(bench, owner, 1, part("z", 2, #"{"x": "a\"/b"}"#)) == .ok(sent: 0))
      #expect(try end(bench, owner, 2, part("y", 1, "12345678901234567890.5")) == .ok(sent: 0))
      #expect(try end(bench, owner, 3, part("a", 0, "NaN")) == .ok(sent: 1))
      let expected = #"{"body": "[[[NaN, 12345678901234567890.5, {\"x\": \"a\\\"\/b\"}], 5], {}, {}]"}"#
      #expect(try bench.list("mail") == [expected])
      #expect(try bench.strings("KEYS", "*taskset*") == [])
    }
  }

  @Test func `count once a task, and what succeeded stays`() throws {
    try withScripts { bench, owner in
      try size(bench, 2)
      #expect(try end(bench, owner, 1, part("a", 0, #"{"exc_type": "E"}"#, state: "FAILURE")) == .ok(sent: 0))
      #expect(try end(bench, owner, 2, part("a", 0, "7")) == .ok(sent: 0))
      #expect(try end(bench, owner, 3, part("a", 0, "8")) == .ok(sent: 0))
      #expect(
        try bench.strings("ZRANGE", "celery-taskset-meta-g.j", "0", "-1") == [#"[1, "a", "SUCCESS", 7]"#])
      #expect(try bench.redis("TTL", "celery-taskset-meta-g.j") == .integer(60))
      #expect(try end(bench, owner, 4, part("b", 1, "9")) == .ok(sent: 1))
      #expect(try bench.list("mail") == [#"{"body": "[[[7, 9], 5], {}, {}]"}"#])
      // A member that comes again finds nothing to complete.
      #expect(try end(bench, owner, 5, part("b", 1, "9")) == .ok(sent: 0))
      #expect(try bench.list("mail").count == 1)
    }
  }

  @Test func `of Celery's own workers are read as they write them`() throws {
    try withScripts { bench, owner in
      try size(bench, 3)
      try bench.redis("ZADD", "celery-taskset-meta-g.j", "1", #"[1, "y]", "SUCCESS", ["\u00e9]", null]]"#)
      try bench.redis("ZADD", "celery-taskset-meta-g.j", "inf", #"[1,"x","SUCCESS",{}]"#)
      #expect(try end(bench, owner, 1, part("a", 0)) == .ok(sent: 1))
      #expect(try bench.list("mail") == [#"{"body": "[[[1, [\"\\u00e9]\", null], {}], 5], {}, {}]"}"#])
    }
  }

  @Test func `wait while nobody has said how many there are, and for those added later`() throws {
    try withScripts { bench, owner in
      #expect(try end(bench, owner, 1, part("a", nil)) == .ok(sent: 0))
      try size(bench, 1)
      try bench.redis("SET", "celery-taskset-meta-g.t", "2")
      #expect(try end(bench, owner, 2, part("b", nil)) == .ok(sent: 0))
      #expect(try end(bench, owner, 3, part("c", nil)) == .ok(sent: 1))
    }
  }

  @Test(
    arguments: [
      (
        #"{"exc_type": "ValueError", "exc_message": ["it's \"h\""], "exc_module": "builtins"}"#,
        #"ValueError('it\\'s \"h\"')"#
      ),
      (#"{"exc_type": "Two", "exc_message": ["x", {"k": 1}], "exc_module": null}"#, "Two('x', {'k': 1})"),
      (#"{"exc_type": "None", "exc_message": [], "exc_module": null}"#, "None()"),
      (#"{"exc_type": "Text", "exc_message": "x", "exc_module": null}"#, "Text('x')"), ("7", "an exception"),
    ])
  func `fail the body in Celery's words when one has failed`(exception: String, words: String) throws {
    try withScripts { bench, owner in
      try size(bench, 2)
      #expect(try end(bench, owner, 1, part("a", 0, exception, state: "FAILURE")) == .ok(sent: 0))
      #expect(try end(bench, owner, 2, part("b", 1)) == .ok(sent: 0))
      #expect(try bench.list("mail") == [])
      let stored = try #require(try bench.string("GET", "celery-task-meta-b"))
      let start =
        #"{"status": "FAILURE", "result": {"exc_type": "ChordError", "exc_message": ["#
        + #""Dependency a raised \#(words)"], "exc_module": "celery.exceptions"}, "traceback": null, "#
      #expect(stored.hasPrefix(start), "\(stored)")
      #expect(stored.contains(#""date_done": "20"#))
      #expect(try bench.strings("KEYS", "*taskset*") == [])
    }
  }

  @Test func `fail a chord around the body as well, in the same step`() throws {
    try withScripts { bench, owner in
      try size(bench, 1)
      try bench.redis("SET", "celery-taskset-meta-h.s", "1")
      let outer = ChordPart(
        database: 0, home: 0, key: Array("celery-taskset-meta-h"), lifetimeSeconds: 60, mostBytes: 1000,
        index: 0, taskID: "b", state: "FAILURE", value: [Hole.value], success: [], failure: [failed("o")])
      let end = try end(
        bench, owner, 1,
        part("a", 0, #"{"exc_type":"E"}"#, state: "FAILURE", failure: [failed("b"), .join(outer)]))
      #expect(end == .ok(sent: 0))
      let stored = try #require(try bench.string("GET", "celery-task-meta-o"))
      #expect(stored.contains("Dependency b raised ChordError('Dependency a raised E()')"))
    }
  }

  @Test func `of a task that was acknowledged early and whose holder is gone fail the body`() throws {
    try withScripts { bench, owner in
      try size(bench, 1)
      try bench.redis("LPUSH", "crawl", "m")
      let claim = try bench.taken(owner, 1)
      let lost = part("a", 0, #"{"exc_type": "WorkerLostError", "exc_message": ["gone"]}"#, state: "FAILURE")
      let mark = MarkRequest(claim: claim, mostBytes: 1000, isEarly: true, ending: [failed("c"), lost])
      #expect(try bench.send(mark) == .ok(sent: 0))
      try bench.expire(claim)
      #expect(try bench.send(ReapRequest()).claims.map(\.fate) == [.workerLost])
      let stored = try #require(try bench.string("GET", "celery-task-meta-b"))
      #expect(stored.contains("Dependency a raised WorkerLostError('gone')"))
      #expect(try bench.strings("KEYS", "*taskset*") == [])
    }
  }

  @Test func `lie in another database when results do, while messages stay`() throws {
    try withScripts { bench, owner in
      guard case .join(var there) = part("a", 0, "7") else { return }
      there.database = 2
      try bench.redis("SELECT", "2")
      try size(bench, 1)
      try bench.redis("SELECT", "0")
      #expect(try end(bench, owner, 1, .join(there)) == .ok(sent: 1))
      #expect(try bench.list("mail") == [#"{"body": "[[[7], 5], {}, {}]"}"#])
      try bench.redis("SELECT", "2")
      #expect(try bench.strings("KEYS", "*") == [])
      try bench.redis("SELECT", "0")
    }
  }

  @Test func `give results in the shape of groups within the header`() throws {
    try withScripts { bench, owner in
      try size(bench, 3)
      let shape =
        #"{"result": [["g", null], [[["n", null], [[["a/1", null], null], [["b", null], null]]], [["c", null], null]]]}"#
      try bench.redis("SET", "celery-taskset-meta-g", shape)
      for (number, id) in ["b", "a/1", "c"].enumerated() {
        _ = try end(bench, owner, UInt64(number + 1), part(id, number == 2 ? 1 : 0, "\(number)"))
      }
      #expect(try bench.list("mail") == [#"{"body": "[[[[1, 0], 2], 5], {}, {}]"}"#])
    }
  }

  @Test func `fail the body when their results are too large together`() throws {
    try withScripts { bench, owner in
      try size(bench, 2)
      let long = "\"" + String(repeating: "x", count: 60) + "\""
      _ = try end(bench, owner, 1, part("a", 0, long, most: 100))
      #expect(try end(bench, owner, 2, part("b", 1, long, most: 100)) == .ok(sent: 0))
      #expect(try bench.list("mail") == [])
      #expect(
        try bench.string("GET", "celery-task-meta-b")?.contains("larger together than 100 bytes") == true)
    }
  }

  @Test func `are refused before anything is written when a target is of a wrong type or malformed`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "m")
      let claim = try bench.taken(owner, 1)
      try bench.redis("SET", "mail", "text")
      let before = try bench.snapshot()
      let commit = CommitRequest(claim: claim, mostBytes: 1000, effects: [failed("c"), part("a", 0)])
      #expect(try bench.send(commit) == .refused(reason: "wrongtype", detail: "mail"))
      #expect(try bench.snapshot() == before)
      try bench.redis("DEL", "mail")
      try bench.redis("LPUSH", "celery-taskset-meta-g.j", "x")
      #expect(try bench.send(commit) == .refused(reason: "wrongtype", detail: "celery-taskset-meta-g.j"))
      try bench.redis("DEL", "celery-taskset-meta-g.j")
      let tell = TellRequest(claim: claim, mostBytes: 1000, effects: [part("a", 0)])
      #expect(try bench.send(tell) == .refused(reason: "malformed", detail: "join"))
      #expect(try bench.send(commit) == .ok(sent: 0))
      #expect(try bench.send(commit) == .already)
      #expect(try bench.redis("ZCARD", "celery-taskset-meta-g.j") == .integer(1))
    }
  }
}
