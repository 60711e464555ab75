// The settings of Redis that operators are given.

import Fixtures
import Testing

@testable import Queue

@Suite struct `The settings for Redis` {
  @Test func `start a server that keeps messages, and lets in nobody without a password`() throws {
    let path = projectFile("infra/redis/redis.conf")
    let lines = String(decoding: try contents(of: path), as: UTF8.self).split(separator: "\n")
    var settings: [String: String] = [:]
    for line in lines where !line.hasPrefix("#") {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      settings[words[0]] = words[1]
    }
    // The test has a port and folder of its own, and no file in /etc.
    for name in ["port", "bind", "save"] { settings[name] = nil }
    settings["aclfile"] = projectFile("infra/redis/users.acl")
    try withRedis(RedisOptions(settings: settings)) { redis in
      #expect(try redis.cli("PING").hasPrefix("NOAUTH Authentication required."))
      let stranger = try RedisPipe(try RedisAddress(parsing: redis.url))
      defer { stranger.close() }
      #expect(stranger.failure(ResultRequest(key: []).pipeRequest(KeySpace()))?.code == .configuration)
      let user = RedisAddress(.socket(path: redis.socket), user: "devseo", password: Array("guess".utf8))
      let pipe = try RedisPipe(user)
      defer { pipe.close() }
      #expect(pipe.failure(ResultRequest(key: []).pipeRequest(KeySpace()))?.code == .configuration)
    }
  }
}
