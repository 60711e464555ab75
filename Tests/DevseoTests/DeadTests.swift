// `devseo dead`: letters are listed, shown byte for byte, replayed and dropped.

import Fixtures
import JSONText
import Processes
import Queue
import Testing

@Suite struct `Dead letters` {
  private static let messages = [[UInt8]("one".utf8), [0xFF, 0x00, 0x0A, 0x1B, 0x22], [UInt8]("three".utf8)]

  /// Runs `body` with three letters of crawl, which lay in the list of priority 3.
  private func withLetters(_ body: (RedisServer, _ ids: [String]) throws -> Void) throws {
    try withRedis { redis in
      let owner = OwnerID()
      _ = try ask(redis, RegisterRequest(owner: owner, ttl: .seconds(60)))
      var ids: [String] = []
      for (slot, raw) in Self.messages.enumerated() {
        let list = keys.list("crawl", step: 3)
        _ = try ask(redis, SendRequest(deliveryTag: "\(slot)", list: list, raw: raw))
        let token = ClaimToken(owner: owner, slot: slot, sequence: 1)
        let reply = try ask(
          redis,
          ClaimRequest(token: token, lease: .seconds(60), mostBytes: 99, sources: keys.sources(["crawl"])))
        let claim = try #require(reply.claim)
        let reason = "bad\u{1B} \(slot)"
        _ = try ask(redis, DeadRequest(claim: claim, mostBytes: 99, reason: reason, taskID: "t\(slot)"))
        ids.append("\(claim.fence)")
      }
      try body(redis, ids)
    }
  }

  @Test func `are listed with the oldest first`() throws {
    try withLetters { redis, ids in
      let ended = try run(redis, "dead", "list", "--limit", "2")
      let lines = ended.outputText.split(separator: "\n")
      #expect(ended.status == .exited(0))
      #expect(lines.count == 4)
      #expect(lines[1].hasPrefix("\(ids[0])  crawl"))
      #expect(lines[2].hasSuffix("t1    bad\\u{1b} 1"))
      #expect(lines[3] == "2 of 3; --limit shows more")
      let machine = try run(redis, "dead", "list", "crawl", "--json")
      let queue = try #require(try machine.result["queues"]?[0])
      #expect(queue["count"] == 3)
      #expect(queue["letters"]?[2]?["task_id"] == "t2")
      #expect(queue["letters"]?[2]?["list"] == "crawl\u{06}\u{16}3")
      #expect(try run(redis, "dead", "list", "email").outputText == "no dead letters\n")
    }
  }

  @Test func `are shown byte for byte`() throws {
    try withLetters { redis, ids in
      for (id, raw) in zip(ids, Self.messages) {
        let ended = try run(redis, "dead", "show", "crawl", id)
        #expect(ended.output == raw)
        #expect(ended.errorText.contains("at delivery 1: bad\\u{1b}"))
      }
      #expect(try run(redis, "dead", "show", "crawl", ids[0], "--json").result["message"] == "one")
      #expect(
        try run(redis, "dead", "show", "crawl", ids[1], "--json").result["message_base64"] == "/wAKGyI=")
      let gone = try run(redis, "dead", "show", "crawl", "7")
      #expect(gone.status == .exited(1))
      #expect(gone.errorText == "cannot show 7: there is no such dead letter of crawl\n")
    }
  }

  @Test func `are sent again one by one, and only once`() throws {
    try withLetters { redis, ids in
      #expect(try run(redis, "dead", "replay", "crawl", ids[0]).outputText == "replayed 1\n")
      #expect(try redis.cli("LRANGE", "crawl\u{06}\u{16}3", "0", "-1") == "one")
      let again = try run(redis, "dead", "replay", "crawl", ids[0])
      #expect(again.status == .exited(1))
      #expect(again.errorText == "cannot replay \(ids[0]): there is no such dead letter of crawl\n")
      #expect(try redis.cli("LLEN", "devseo:dead:crawl") == "2")
    }
  }

  @Test func `are sent again all at once`() throws {
    try withLetters { redis, _ in
      let ended = try run(redis, "dead", "replay", "crawl", "--all", "--json")
      #expect(ended.outputText == "{\"replayed\":3}\n")
      #expect(try redis.cli("LLEN", "crawl\u{06}\u{16}3") == "3")
      #expect(try redis.cli("EXISTS", "devseo:dead:crawl") == "0")
    }
  }

  @Test func `are dropped by name or by age`() throws {
    try withLetters { redis, ids in
      let ended = try run(redis, "dead", "drop", "crawl", ids[1])
      #expect(ended.outputText == "dropped 1\n")
      #expect(try run(redis, "dead", "drop", "crawl", ids[1]).status == .exited(1))
      #expect(try run(redis, "dead", "drop", "crawl", "--older", "1h").outputText == "dropped 0\n")
      #expect(try redis.cli("LLEN", "devseo:dead:crawl") == "2")
      #expect(try run(redis, "dead", "drop", "crawl", "--older", "0s").outputText == "dropped 2\n")
    }
  }

  @Test(arguments: [
    ["list"], ["show", "crawl", "1"], ["replay", "crawl", "--all"], ["drop", "crawl", "1"],
  ])
  func `are unknown where no dispatcher has run`(_ arguments: [String]) throws {
    try withRedis { redis in
      let ended = try runProgram(
        devseo, arguments: ["dead"] + arguments, environment: ["REDIS_URL": redis.url])
      #expect(ended.status == .exited(69))
      #expect(ended.errorText.contains(": no dispatcher has run on this database yet; start one"))
    }
  }

  @Test(arguments: [
    ["replay", "crawl"], ["replay", "crawl", "1", "--all"], ["drop", "crawl"],
    ["drop", "crawl", "--older", "5"],
    ["drop", "crawl", "--older", "-5d"], ["drop", "crawl", "--older", "99999999999999999d"],
  ])
  func `are not touched by half a command`(_ arguments: [String]) throws {
    #expect(try runProgram(devseo, arguments: ["dead"] + arguments).status == .exited(64))
  }
}
