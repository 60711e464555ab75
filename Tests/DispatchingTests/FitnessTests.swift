// Which servers a dispatcher starts with.

import Fixtures
import Queue
import Testing

@testable import Dispatching

@Suite struct `A server` {
  /// What a real server with these settings says of itself.
  private func greeting(_ settings: [String: String]) throws -> Greeting {
    try withRedis(RedisOptions(settings: settings)) { redis in
      let pipe = try RedisPipe(try RedisAddress(parsing: redis.url))
      defer { pipe.close() }
      _ = try pipe.call(QueuesRequest(queues: ["q"], keys: KeySpace()).pipeRequest(KeySpace()))
      return try #require(pipe.greeting)
    }
  }

  @Test func `as it is installed will do`() throws {
    #expect(try greeting([:]).unfitness(requiringDurability: false) == nil)
  }

  @Test func `that keeps everything will do when that is required`() throws {
    #expect(try greeting(["appendonly": "yes"]).unfitness(requiringDurability: true) == nil)
    let reason = try #require(try greeting([:]).unfitness(requiringDurability: true))
    #expect(reason.hasSuffix("set appendonly yes"))
  }

  @Test func `that throws keys away is refused`() throws {
    let reason = try greeting(["maxmemory-policy": "allkeys-lru"]).unfitness(requiringDurability: false)
    #expect(reason?.contains("maxmemory-policy allkeys-lru") == true)
  }

  @Test func `that is a replica is refused`() throws {
    try withRedis(RedisOptions(tcp: true)) { primary in
      let port = try #require(primary.port)
      let reason = try greeting(["replicaof": "127.0.0.1 \(port)"]).unfitness(requiringDurability: false)
      #expect(reason?.contains("replica") == true)
    }
  }
}
