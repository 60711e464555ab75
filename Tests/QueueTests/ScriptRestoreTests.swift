// What becomes of messages that workers of Celery's took and left behind.

import Testing

@testable import Queue

@Suite struct `A message that a worker of Celery's left behind` {
  private let separator = "\u{06}\u{16}"

  /// A message as a client of Celery's sends it; `members` are written behind the usual ones.
  private func message(
    _ body: String = "W10=", headers: String = #"{"task": "t", "id": "i"}"#, priority: String = "0"
  ) -> String {
    #"{"body": "\#(body)", "headers": \#(headers), "properties": {"delivery_info": {"exchange": "", "#
      + #""routing_key": "crawl"}, "priority": \#(priority), "delivery_tag": "old"}}"#
  }

  /// Puts a message where a worker of Celery's keeps it, taken so many seconds ago.
  private func take(
    _ bench: ScriptBench, _ tag: String, _ message: String, _ seconds: Double, exchange: String = "",
    key: String = "crawl", prefix: String = ""
  ) throws {
    try bench.redis("HSET", "\(prefix)unacked", tag, "[\(message), \"\(exchange)\", \"\(key)\"]")
    let now = Double(try bench.strings("TIME")[0]) ?? 0
    try bench.redis("ZADD", "\(prefix)unacked_index", "\(now - seconds)", tag)
  }

  private func done(
    _ restored: Int, left: Int = 0, buried: Int = 0, mayBeMore: Bool = false
  ) -> RestoreRequest.Reply {
    .done(.init(restored: restored, left: left, buried: buried, mayBeMore: mayBeMore))
  }

  /// A text with the new delivery tag in place of a pattern of it.
  private func masked(_ text: String) -> String {
    text.replacing(#/"delivery_tag": "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"/#, with: "TAG")
  }

  @Test func `is next in its list, says that it was delivered before, and is the same but for that`() throws {
    try withScripts { bench, _ in
      let body = "W1s5MDA3MTk5MjU0NzQwOTkzLCAiXHUwMGU5Il0sIHt9LCB7fV0="
      let headers =
        #"{"task": "t", "n": 9007199254740993.50, "q": "a\"}b\\", "e": {}, "é": ["}", {"redelivered": 1}]}"#
      try bench.redis("LPUSH", "crawl", "other")
      try take(bench, "old", message(body, headers: headers), 4000)
      #expect(try bench.send(RestoreRequest()) == done(1))
      let list = try bench.list("crawl")
      #expect(list.count == 2 && list[0] == "other")
      #expect(
        masked(list[1]) == #"{"body": "\#(body)", "headers": "#
          + String(headers.dropLast()) + #", "redelivered": true}, "properties": {"delivery_info": "#
          + #"{"exchange": "", "routing_key": "crawl", "redelivered": true}, "priority": 0, TAG}}"#)
      #expect(try bench.strings("KEYS", "unacked*") == [])
      #expect(try bench.send(RestoreRequest()) == done(0))
    }
  }

  @Test func `is left alone while its time is not over`() throws {
    try withScripts { bench, _ in
      try take(bench, "young", message(), 3590)
      let before = try bench.snapshot()
      #expect(try bench.send(RestoreRequest()) == done(0))
      #expect(try bench.snapshot() == before)
      #expect(try bench.send(RestoreRequest(visibilityTimeout: .seconds(3000))) == done(1))
    }
  }

  @Test func `is left alone while one of kombu's consumers looks for such messages`() throws {
    try withScripts { bench, _ in
      try take(bench, "old", message(), 4000)
      try bench.redis("SET", "unacked_mutex", "somebody", "PX", "300000")
      let before = try bench.snapshot()
      #expect(try bench.send(RestoreRequest()) == .busy)
      #expect(try bench.snapshot() == before)
      try bench.redis("DEL", "unacked_mutex")
      #expect(try bench.send(RestoreRequest()) == done(1))
    }
  }

  @Test func `comes before those that were taken later, however many are looked at at once`() throws {
    try withScripts { bench, _ in
      for number in 1...7 { try take(bench, "tag\(number)", message("\(number)"), 5000 - Double(number)) }
      #expect(try bench.send(RestoreRequest(limit: 3)) == done(3, mayBeMore: true))
      #expect(try bench.send(RestoreRequest(limit: 3)) == done(3, mayBeMore: true))
      #expect(try bench.send(RestoreRequest(limit: 3)) == done(1))
      let bodies = try bench.list("crawl").reversed().map { $0.prefix(12).suffix(2).prefix(1) }
      #expect(bodies == ["1", "2", "3", "4", "5", "6", "7"])
    }
  }

  @Test(arguments: [
    ("0", ""), ("2", ""), ("3", "3"), ("5", "3"), ("8", "6"), ("9", "9"), ("12", "9"), ("null", ""),
  ])
  func `returns to the list of its priority`(_ priority: String, _ step: String) throws {
    try withScripts { bench, _ in
      try take(bench, "old", message(priority: priority), 4000)
      #expect(try bench.send(RestoreRequest()) == done(1))
      #expect(try bench.list(step.isEmpty ? "crawl" : "crawl\(separator)\(step)").count == 1)
    }
  }

  @Test func `is not lost for headers that are null or missing`() throws {
    try withScripts { bench, _ in
      try take(bench, "null", message(headers: "null"), 4002)
      try take(bench, "none", #"{"body": "e30=", "properties": {}}"#, 4001)
      try take(bench, "empty", #"{ }"#, 4000)
      #expect(try bench.send(RestoreRequest()) == done(3))
      let list = try bench.list("crawl")
      #expect(list[0] == #"{ }"#)
      #expect(masked(list[1]) == #"{"body": "e30=", "properties": {TAG}}"#)
      #expect(list[2].contains(#""headers": null, "#) && list[2].contains(#""redelivered": true"#))
    }
  }

  @Test func `finds its queues by the exchange, as kombu does`() throws {
    try withScripts { bench, _ in
      func bind(_ exchange: String, _ key: String, _ pattern: String, _ queue: String) throws {
        try bench.redis(
          "SADD", "_kombu.binding.\(exchange)", "\(key)\(separator)\(pattern)\(separator)\(queue)")
      }
      try bind("direct", "rk", "", "one")
      try bind("direct", "other", "", "two")
      try bind("topic", "a.*.#", "^a", "three")
      try bind("topic", "#.z", "^z", "four")
      try bind("topic", "b.#", "^b", "five")
      try take(bench, "1", message(), 4000, exchange: "direct", key: "rk")
      try take(bench, "2", message(), 4000, exchange: "topic", key: "a.b.z")
      #expect(try bench.send(RestoreRequest()) == done(2))
      let counts = try ["one", "two", "three", "four", "five"].map { try bench.list($0).count }
      #expect(counts == [1, 0, 1, 1, 0])
    }
  }

  @Test func `is a dead letter, whole, when it cannot be read or has no list to go to`() throws {
    try withScripts { bench, _ in
      try bench.redis("SET", "text", "x")
      try take(bench, "1", message(), 4000, key: "text")
      try take(bench, "2", message(), 4000, exchange: "nowhere", key: "rk")
      try take(bench, "3", message(), 4000)
      try bench.redis("HSET", "unacked", "3", "gar[bage")
      try take(bench, "4", message(), 4000, key: "")
      #expect(try bench.send(RestoreRequest()) == done(0, buried: 4))
      for (queue, raws) in [
        ("text", [message()]), ("rk", [message()]), ("unacked", ["gar[bage", message()]),
      ] {
        let letters = try bench.list("devseo:dead:\(queue)")
        #expect(letters.count == raws.count)
        for raw in raws { #expect(letters.contains { $0.hasSuffix("\n\(raw)") }, "\(queue)") }
      }
      #expect(try bench.strings("KEYS", "unacked*") == [])
    }
  }

  @Test func `stays when the user may not write to its list, and is passed over`() throws {
    try withScripts { bench, _ in
      for number in 1...3 { try take(bench, "s\(number)", message(), 4000, key: "secret") }
      try take(bench, "old", message(), 5000)
      try bench.runScripts(by: AccessList.installed())
      #expect(try bench.send(RestoreRequest(limit: 3)) == done(0, left: 3, mayBeMore: true))
      #expect(try bench.send(RestoreRequest(limit: 3, start: 3)) == done(1))
      #expect(try bench.strings("HKEYS", "unacked").sorted() == ["s1", "s2", "s3"])
    }
  }

  @Test func `has its entry alone removed when there is no message any more`() throws {
    try withScripts { bench, _ in
      try bench.redis("ZADD", "unacked_index", "1", "gone")
      #expect(try bench.send(RestoreRequest()) == done(0))
      #expect(try bench.strings("KEYS", "unacked*") == [])
    }
  }

  @Test func `is looked for under the global prefix`() throws {
    try withScripts(KeySpace(prefix: "pfx:")) { bench, _ in
      try take(bench, "old", message(), 4000, prefix: "pfx:")
      try take(bench, "foreign", message(), 4000)
      #expect(try bench.send(RestoreRequest()) == done(1))
      #expect(try bench.list("pfx:crawl").count == 1)
      #expect(try bench.strings("HKEYS", "unacked") == ["foreign"])
    }
  }
}
