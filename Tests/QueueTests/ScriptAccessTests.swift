// What a user of Redis must be allowed for scripts and pipes to run, and no more.

import Fixtures
import Processes
import Queue
import Testing

@Suite struct `A user with few rights` {
  private func send(to list: String) -> Effect { .send(Dispatch(list: Array(list), raw: Array("m"))) }

  private var result: Effect {
    .result(
      ResultWrite(
        database: 1, home: 0, key: Array("celery-task-meta-1"), lifetimeSeconds: 9, value: .whole(Array("{}"))
      ))
  }

  @Test func `can run every script, with or without a prefix`() throws {
    try withScripts { bench, owner in
      try bench.runScripts(by: AccessList.installed())
      try bench.useEveryRight(owner)
    }
    let ended = try runProgram(projectFile("infra/redis/make-acl"), arguments: ["--prefix", "p-"])
    let installed = String(decoding: try contents(of: projectFile("infra/redis/users.acl")), as: UTF8.self)
    #expect(ended.outputText.replacing("~p-", with: "~").replacing("&p-", with: "&") == installed)
  }

  @Test func `cannot do without any of them`() throws {
    try withScripts { bench, owner in
      let all = try AccessList.installed().allButOne
      #expect(all.count > 50)
      for (right, list) in all {
        // Lists that the exercise does not touch are the same right on another name.
        if right.hasPrefix("~celery ") || right.hasPrefix("~celery??") || right.hasPrefix("~email??") {
          continue
        }
        try bench.runScripts(by: list)
        var isNeeded = false
        do { try bench.useEveryRight(owner) } catch { isNeeded = true }
        #expect(isNeeded, "nothing needs \(right)")
      }
    }
  }

  @Test func `has the rights that the scripts call for today`() throws {
    let ended = try runProgram(projectFile("infra/redis/make-acl"), arguments: [])
    #expect(ended.status == .exited(0))
    #expect(ended.output == (try contents(of: projectFile("infra/redis/users.acl"))))
  }

  @Test func `may do nothing else`() throws {
    try withScripts { bench, _ in
      try bench.runScripts(by: AccessList.installed())
      let user = try bench.another()
      _ = try user.call("AUTH", "tasks", "word")
      try bench.redis("LPUSH", "secret", "x")
      for words in [
        ["KEYS", "*"], ["CONFIG", "GET", "*"], ["FLUSHALL"], ["EVAL", "return 1", "0"], ["CLIENT", "LIST"],
        ["GET", "secret"], ["LPUSH", "secret", "x"], ["GET", "crawl"], ["RPOP", "devseo:dead:crawl"],
        ["SADD", "unacked", "x"], ["HSET", "unacked", "x", "y"], ["DEL", "unacked_mutex"],
        ["SUBSCRIBE", "celery-task-meta-1"], ["PUBLISH", "other", "x"],
        ["LPUSH", "crawler", "x"], ["DEL", "crawl"], ["ACL", "LIST"], ["SHUTDOWN"],
      ] {
        let failure = #expect(throws: RedisFailure.self) { try user.call(words.map { Array($0.utf8) }) }
        #expect(failure?.code == "NOPERM", "\(words)")
      }
    }
  }

  @Test func `is refused a follow-up to a list it may not touch, and keeps the claim`() throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      try bench.runScripts(by: AccessList.installed())
      let claim = try bench.taken(owner, 1)
      let effects = [send(to: "email"), send(to: "secret")]
      #expect(
        try bench.send(CommitRequest(claim: claim, mostBytes: 9, effects: effects))
          == .refused(reason: "forbidden", detail: "secret"))
      #expect(try bench.list("email") == [])
      #expect(try bench.claim(owner, 1) == .repeated(claim))
    }
  }

  @Test func `that may not pop doubles a message, and never loses it`() throws {
    // The error comes in the middle of a script, whose earlier writes stay.
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      var rights = try AccessList.installed()
      for set in rights.sets.indices { rights.sets[set].removeAll { $0 == "+rpop" } }
      try bench.runScripts(by: rights)
      #expect(throws: RedisFailure.self) { try bench.claim(owner, 1) }
      #expect(try bench.list("crawl") == ["a"])
      guard case .repeated(let claim) = try bench.claim(owner, 1) else {
        Issue.record("the claim is not held")
        return
      }
      #expect(claim.text == "a")
    }
  }

  @Test(arguments: ["&celery-task-meta-*", "+setex", "+get"])
  func `that may not store or tell a result leaves a commit undone`(_ right: String) throws {
    try withScripts { bench, owner in
      try bench.redis("LPUSH", "crawl", "a")
      var rights = try AccessList.installed()
      for set in rights.sets.indices.dropFirst() { rights.sets[set].removeAll { $0 == right } }
      try bench.runScripts(by: rights)
      let claim = try bench.taken(owner, 1)
      let commit = CommitRequest(claim: claim, mostBytes: 9, effects: [send(to: "email"), result])
      #expect(
        try bench.send(commit) == .refused(reason: "forbidden", detail: "celery-task-meta-1"))
      #expect(try bench.list("email") == [])
      #expect(try bench.claim(owner, 1) == .repeated(claim))
    }
  }
}
