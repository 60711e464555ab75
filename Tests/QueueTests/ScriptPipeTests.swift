// The scripts by the way they take in earnest: through redis-cli.

import Fixtures
import Queue
import Testing

@Suite struct `Through redis-cli` {
  @Test func `a message of any bytes is claimed, retried and buried unchanged`() throws {
    try withRedis { redis in
      let keys = KeySpace()
      let pipe = try RedisPipe(try RedisAddress(parsing: redis.url))
      func send<Request: ScriptRequest>(_ request: Request) throws -> Request.Reply {
        try request.reply(from: try pipe.call(request.pipeRequest(keys), patience: .seconds(30)))
      }
      let owner = OwnerID()
      _ = try send(RegisterRequest(owner: owner, ttl: .seconds(60)))
      let raw = (0...255).map { UInt8($0) } + Array("\r\n\"'\\ é".utf8)
      let direct = try ScriptConnection(path: redis.socket)
      _ = try direct.call([Array("LPUSH"), Array("crawl"), Array("first")])
      func claim(_ sequence: UInt64) throws -> Claim? {
        let reply = try send(
          ClaimRequest(
            token: ClaimToken(owner: owner, slot: 0, sequence: sequence), lease: .seconds(9), mostBytes: 999,
            sources: keys.sources(["crawl"])))
        guard case .message(let claim) = reply else { return nil }
        return claim
      }
      let first = try #require(try claim(1))
      let retry = RetryRequest(claim: first, mostBytes: 999, due: .after(.zero), raw: raw)
      #expect(try send(retry) == .ok(sent: 1))
      #expect(try send(retry) == .already)
      #expect(try send(PromoteRequest()).moved == 1)
      let second = try #require(try claim(2))
      #expect(second.raw == raw)
      #expect(try send(DeadRequest(claim: second, mostBytes: 999, reason: "é \"\n")) == .ok(sent: 0))
      guard case .text(let letter) = try direct.call("LINDEX", "devseo:dead:crawl", "0") else { return }
      #expect(Array(letter.suffix(raw.count)) == raw)
    }
  }
}
