// Messages that do not wait behind others: which are found, how deep, and that a claim of them is a claim.

import Queue
import Testing

@Suite struct `An express claim` {
  private func token(_ owner: OwnerID, _ sequence: UInt64 = 1) -> ClaimToken {
    ClaimToken(owner: owner, slot: 9, sequence: sequence)
  }

  /// A message as Celery writes it.
  private func message(_ task: String, _ number: Int = 0) -> String {
    #"{"body": "", "headers": {"lang": "py", "task": "\#(task)", "id": "\#(number)"}}"#
  }

  @Test func `takes the oldest message of its tasks, past all others, and once`() throws {
    try withScripts { bench, owner in
      let compact = #"{"headers":{"task":"app.mail"}}"#
      try bench.redis(
        "LPUSH", "crawl", message("app.crawl", 1), message("app.mail2"), compact, message("app.crawl", 2),
        message("app.mail"), compact)
      guard case .message(let claim) = try bench.express(token(owner), tasks: ["app.note", "app.mail"]) else {
        Issue.record("there was no message")
        return
      }
      #expect(claim.text == compact)
      #expect(claim.queue == "crawl" && claim.attempts == 1)
      #expect(try bench.express(token(owner), tasks: ["app.mail"]) == .repeated(claim))
      // Of equal messages the older one has gone.
      let left = [
        compact, message("app.mail"), message("app.crawl", 2), message("app.mail2"), message("app.crawl", 1),
      ]
      #expect(try bench.list("crawl") == left)
      #expect(try bench.claim(owner, slot: 9, 1) == .repeated(claim))
      #expect(try bench.send(DeferRequest(claim: claim, due: .after(.zero))) == .ok(sent: 1))
      #expect(try bench.express(token(owner), tasks: ["app.mail"]) == .gone)
      #expect(try bench.express(token(owner, 0), tasks: ["app.mail"]) == .stale)
    }
  }

  @Test func `finds nothing that is not there, and leaves its number free`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", message("app.crawl"), message("app.mail.now"), message("xapp.mail"))
      let before = try bench.snapshot()
      #expect(try bench.express(token(owner), tasks: ["app.mail"]) == .empty)
      #expect(try bench.express(token(owner), tasks: []) == .empty)
      #expect(try bench.express(token(OwnerID()), tasks: ["app.crawl"]) == .unregistered)
      #expect(try bench.snapshot() == before)
    }
  }

  @Test(arguments: [(999, true), (1000, false)])
  func `looks at the next thousand messages of a list`(_ others: Int, _ isFound: Bool) throws {
    try withScripts { bench, owner in
      let others = (0..<others).map { message("app.crawl", $0) }
      _ = try bench.connection.call(
        (["LPUSH", "crawl"] + others + [message("app.mail")]).map { Array($0.utf8) })
      let reply = try bench.express(token(owner), tasks: ["app.mail"])
      if isFound {
        guard case .message = reply else {
          Issue.record("\(reply)")
          return
        }
        #expect(try bench.list("crawl").count == others.count)
      } else {
        #expect(reply == .empty)
      }
    }
  }

  @Test func `goes from list to list, past what is no list or too large`() throws {
    try withScripts { bench, owner in
      try bench.redis("SET", "odd", "1")
      try bench.redis("LPUSH", "crawl", message("app.mail") + String(repeating: " ", count: 1000))
      try bench.redis("LPUSH", "mail\u{06}\u{16}6", message("app.mail"))
      let queues = ["odd", "crawl", "mail"]
      guard case .message(let claim) = try bench.express(token(owner), tasks: ["app.mail"], from: queues)
      else {
        Issue.record("there was no message")
        return
      }
      #expect(claim.list == Array("mail\u{06}\u{16}6"))
      #expect(try bench.list("crawl").count == 1)
      let failure = #expect(throws: RedisFailure.self) {
        try bench.express(token(owner, 2), tasks: ["app.mail"], from: queues)
      }
      #expect(failure?.code == "WRONGTYPE")
    }
  }

  @Test func `begins nothing without memory`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", message("app.mail"))
      try bench.redis("CONFIG", "SET", "maxmemory", "1")
      let failure = #expect(throws: RedisFailure.self) {
        try bench.express(token(owner), tasks: ["app.mail"])
      }
      #expect(failure?.code == "OOM")
      #expect(try bench.list("crawl").count == 1)
    }
  }
}
