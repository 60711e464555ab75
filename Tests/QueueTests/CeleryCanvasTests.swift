// What follows a task by its message alone: which messages, in which lists, with which ids, and who fails with it.

import JSONText
import Queue
import Testing

@Suite struct `What follows a task` {
  private let surroundings = Canvas.Surroundings(
    keys: KeySpace(), database: 0, home: 0, lifetimeSeconds: 60, mostBytes: 1 << 20, origin: "devseo@test",
    seconds: 1_800_000_000, queue: { $0 == "mail" ? "email" : "celery" })

  private func envelope(_ embed: JSON, headers: [String: JSON] = [:]) throws -> Envelope {
    let own: [String: JSON] = ["task": "t", "id": "i", "root_id": "root", "group": "g", "group_index": 3]
    let body: JSON = [[1], [:], embed]
    let row: JSON = [
      "body": .string(String(decoding: body.bytes(), as: UTF8.self)), "content-type": "application/json",
      "headers": .object(own.merging(headers) { $1 }), "properties": [:],
    ]
    return try Envelope(decoding: row.bytes())
  }

  private func task(
    _ name: String, _ arguments: [JSON] = [], _ options: [String: JSON] = [:], isImmutable: Bool = false
  ) -> JSON {
    [
      "task": .string(name), "args": .array(arguments), "kwargs": [:], "options": .object(options),
      "subtask_type": nil, "immutable": .bool(isImmutable),
    ]
  }

  private func shape(_ kind: String, _ members: [JSON], _ options: [String: JSON] = [:]) -> JSON {
    [
      "task": .string("celery.\(kind)"), "args": [], "kwargs": ["tasks": .array(members)],
      "options": .object(options), "subtask_type": .string(kind), "immutable": false,
    ]
  }

  private func success(_ embed: JSON, headers: [String: JSON] = [:]) throws -> Canvas {
    Canvas(success: 7, of: try envelope(embed, headers: headers), in: surroundings)
  }

  private func sent(_ canvas: Canvas) throws -> [Envelope] {
    try canvas.messages.map { try Envelope(decoding: $0.raw) }
  }

  /// The results that are stored, by task, and the chords that get a part.
  private func stored(_ canvas: Canvas) throws -> (results: [String: String], chords: [String]) {
    var found = (results: [String: String](), chords: [String]())
    for effect in canvas.effects {
      switch effect {
      case .result(let write):
        guard case .whole(let text) = write.value, let id = try JSON(parsing: text)["task_id"]?.string else {
          continue
        }
        found.results[id] = try JSON(parsing: text)["status"]?.string
      case .join(let part): found.chords.append("\(part.taskID) \(part.state)")
      case .send: Issue.record("a message among the effects")
      }
    }
    return found
  }

  @Test func `is nothing when its message names nothing`() throws {
    let canvas = try success(["callbacks": nil, "errbacks": nil, "chain": nil, "chord": nil])
    #expect(canvas.messages.isEmpty && canvas.effects.isEmpty && canvas.children.isEmpty)
  }

  @Test func `is a link with the result before its own arguments, and its options as headers`() throws {
    let options: [String: JSON] = [
      "task_id": "c", "queue": "other", "priority": 6, "countdown": 60, "expires": 90, "time_limit": 30,
      "soft_time_limit": 20, "shadow": "s", "headers": ["mine": 1], "stamped_headers": ["tag"], "tag": "T",
      "link": task("mail"), "link_error": [task("e")], "reply_to": "r", "ignore_result": true,
    ]
    let canvas = try success(["callbacks": [task("add", [5], options)]])
    let child = try #require(try sent(canvas).first)
    #expect(canvas.messages.first?.list == Array("other\u{06}\u{16}6".utf8))
    #expect(canvas.messages.first?.due == .at(milliseconds: 1_800_000_060_000))
    #expect((child.id, child.arguments, child.rootID, child.parentID) == ("c", [7, 5], "root", "i"))
    #expect((child.eta, child.expires) == (1_800_000_060, 1_800_000_090))
    #expect((child.timeLimitSeconds, child.softTimeLimitSeconds, child.priority) == (30, 20, 6))
    #expect((child.shadow, child.replyTo, child.ignoresResult, child.group) == ("s", "r", true, nil))
    #expect(child.otherHeaders["mine"] == 1)
    #expect(child.otherHeaders["stamps"] == ["tag": "T"])
    #expect(child.embed == ["callbacks": [task("mail")], "errbacks": [task("e")]])
    #expect(canvas.children == [[["c", nil], nil]])
  }

  @Test func `goes to the queue of its task, and has the stamps of the one before`() throws {
    let headers: [String: JSON] = ["stamped_headers": ["a"], "stamps": ["a": 1]]
    let canvas = try success(["callbacks": [task("mail", isImmutable: true)]], headers: headers)
    #expect(canvas.messages.first?.list == Array("email".utf8))
    let child = try #require(try sent(canvas).first)
    #expect(child.arguments == [])
    #expect(child.otherHeaders["stamps"] == ["a": 1])
  }

  @Test func `is one group when there are several links`() throws {
    let canvas = try success(["callbacks": [task("a"), task("b"), shape("group", [task("c")])]])
    let children = try sent(canvas)
    #expect(children.map(\.task) == ["c", "a", "b"])
    #expect(children.map(\.groupIndex) == [0, 0, 1])
    #expect(Set(children.map(\.group)).count == 2)
    #expect(canvas.children.count == 2)
  }

  @Test func `is the last of a chain with the others behind it`() throws {
    let chain: JSON = [task("c", [100], ["task_id": "3"]), task("b", [10], ["task_id": "2"])]
    let next = try #require(try sent(success(["chain": chain])).first)
    #expect((next.id, next.arguments, next.parentID) == ("2", [7, 10], "i"))
    #expect(next.embed == ["chain": [task("c", [100], ["task_id": "3"])]])
    let last = try #require(try sent(success(["chain": [task("c")]])).first)
    #expect(last.embed == ["chain": []])
  }

  @Test func `has ids that come out the same when it is worked out again`() throws {
    let embed: JSON = [
      "callbacks": [task("a"), task("b")], "chain": [shape("chain", [task("c"), task("d")])],
    ]
    #expect(try sent(success(embed)) == sent(success(embed)))
    #expect(Set(try sent(success(embed)).map(\.id)).count == 3)
  }

  @Test func `is a chord where a group has something behind it`() throws {
    let inner = shape(
      "chain", [shape("group", [task("a", [1]), task("b", [2])]), task("sum", [], ["task_id": "s"])])
    let canvas = try success(["callbacks": [inner]])
    let members = try sent(canvas)
    #expect(members.map(\.arguments) == [[7, 1], [7, 2]])
    #expect(members.map(\.group) == ["s", "s"])
    let body = try #require(members.first?.embed["chord"])
    #expect(body["options"]?["task_id"] == "s")
    #expect(body["options"]?["group_id"] == "s")
    guard case .result(let size)? = canvas.effects.first else { throw Missing() }
    #expect((size.key, size.value) == (Array("celery-taskset-meta-s.s".utf8), .whole(Array("2".utf8))))
  }

  @Test func `is at once the body of a chord without a header`() throws {
    let chord: JSON = [
      "task": "celery.chord", "kwargs": ["header": [], "body": task("sum", [5])], "subtask_type": "chord",
    ]
    #expect(try sent(success(["callbacks": [chord]])).map(\.arguments) == [[[], 5]])
  }

  @Test func `fails with it, as far as anybody may wait for it`() throws {
    let header = [task("a", [], ["task_id": "a"]), shape("chain", [task("b", [], ["task_id": "b"])])]
    let chord: JSON = [
      "task": "celery.chord", "subtask_type": "chord", "options": ["task_id": "x"],
      "kwargs": [
        "header": .array(header),
        "body": task("sum", [], ["task_id": "x", "chain": [task("z", [], ["task_id": "z"])]]),
      ],
    ]
    let last = task("d", [], ["task_id": "d", "chord": task("o"), "group_id": "h", "group_index": 0])
    let embed: JSON = [
      "chain": [last, chord, shape("group", [task("c", [], ["task_id": "c"])])], "chord": task("body"),
      "errbacks": [task("e", [1])],
    ]
    let failure = PythonException("ValueError", ["v"], module: "builtins")
    let failed = Canvas(
      failure: .failure(failure, traceback: "tb"), of: try envelope(embed), in: surroundings)
    let found = try stored(failed)
    #expect(Set(found.results.keys) == ["a", "b", "c", "d", "x", "z"])
    #expect(Set(found.results.values) == ["FAILURE"])
    #expect(found.chords.sorted() == ["d FAILURE", "i FAILURE"])
    let errback = try #require(try sent(failed).first)
    #expect((errback.arguments, errback.parentID, errback.rootID) == (["i", 1], "i", "root"))
    #expect(errback.groupIndex == 0)

    let revoked = Canvas(failure: .revoked(.expired), of: try envelope(embed), in: surroundings)
    #expect(Set(try stored(revoked).results.values) == ["REVOKED"])
    #expect(revoked.messages.isEmpty)
  }

  @Test func `is bounded, however much a message asks for`() throws {
    let body = task("b", [.string(String(repeating: "x", count: 1 << 18))])
    let members = (0..<1000).map { _ in task("m") }
    let chord: JSON = [
      "task": "celery.chord", "kwargs": ["header": .array(members), "body": body], "subtask_type": "chord",
    ]
    let canvas = try success(["callbacks": [chord]])
    #expect(canvas.isTooLarge)
    #expect(canvas.messages.reduce(0) { $0 + $1.raw.count } <= 64 << 20)
    var nested = task("leaf")
    for _ in 0..<400 { nested = shape("chain", [nested, task("t")]) }
    _ = try success(["callbacks": [nested], "chord": nested])
    _ = Canvas(failure: .revoked(.revoked), of: try envelope(["chain": [nested]]), in: surroundings)
  }

  @Test(
    arguments: [
      "7", "[7]", #"{"task": ""}"#, #"[{"task": "celery.group", "subtask_type": "group"}]"#,
      #"[{"task": "celery.chord", "subtask_type": "chord", "kwargs": {"header": 7, "body": 7}}]"#,
      #"[{"task": "celery.chain", "subtask_type": "chain", "kwargs": {"tasks": [7, null]}}]"#,
    ])
  func `is nothing when it is no signature`(text: String) throws {
    let embed: JSON = [
      "callbacks": try JSON(parsing: Array(text.utf8)), "chain": try JSON(parsing: Array(text.utf8)),
    ]
    #expect(try success(embed).messages.isEmpty)
  }

  private struct Missing: Error {}
}
