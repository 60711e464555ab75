// The pipe and a real server that keep their ways.

import Fixtures
import Glibc
import Testing

@testable import Queue

@Suite struct `A pipe to Redis` {
  @Test func `a script gets its arguments and answers after the id`() throws {
    try withPipe { pipe, _ in
      let echoed = try pipe.call(PipeRequest(.echo, "a", "b c", ""))
      #expect(echoed == ["a", "b c", ""])
      let returned = try pipe.call(PipeRequest(.returning("1, false, {'x', {}}, '7'")))
      #expect(returned == [1, nil, ["x", []], "7"])
    }
  }

  @Test func `one redis-cli serves many requests`() throws {
    try withPipe { pipe, _ in
      #expect(pipe.processID == nil)
      _ = try pipe.call(PipeRequest(.echo))
      let process = pipe.processID
      for number in 0..<100 {
        let reply = try pipe.call(PipeRequest(.echo, "\(number)"))
        #expect(reply.map(\.integer) == [number])
      }
      #expect(process != nil && pipe.processID == process)
    }
  }

  @Test func `the greeting tells what the server is, and which layout the database has`() throws {
    try withPipe(RedisOptions(appendOnly: true)) { pipe, redis in
      _ = try pipe.call(PipeRequest(.echo))
      let greeting = try #require(pipe.greeting)
      #expect(greeting.layout == nil)
      #expect(greeting.redisVersion.hasPrefix("7.") || greeting.redisVersion.hasPrefix("8."))
      #expect(greeting.clusterEnabled == "0")
      #expect(greeting.role == "master")
      #expect(greeting.maxmemoryPolicy == "noeviction")
      #expect(greeting.appendOnly == "1")
      try redis.cli("SET", "devseo:ver", "12")
      pipe.close()
      _ = try pipe.call(PipeRequest(.echo))
      #expect(pipe.greeting?.layout == Array("12".utf8))
    }
  }

  @Test func `a connection can be made before there is anything to ask`() throws {
    try withPipe { pipe, _ in
      var outcomes = pipe.connect()
      while outcomes.isEmpty { outcomes = pipe.waitAndHandle() }
      #expect(outcomes == [pipe.greeting.map(RedisPipe.Outcome.greeting)])
    }
  }

  @Test func `Redis Cluster is refused`() throws {
    // Its own port for other nodes would be 10,000 higher, and may not exist.
    let settings = ["cluster-enabled": "yes", "cluster-port": "\(try freePort())"]
    try withPipe(RedisOptions(tcp: true, settings: settings)) { pipe, _ in
      let error = pipe.failure(PipeRequest(.echo))
      #expect(error?.code == .configuration)
      #expect(error?.description.contains("it is a Redis Cluster") == true)
      #expect(pipe.processID == nil)
    }
  }

  @Test func `a prefix of keys goes before the key of the layout`() throws {
    try withRedis { redis in
      try redis.cli("SET", "shop:devseo:ver", "3")
      let pipe = try RedisPipe(try RedisAddress(parsing: redis.url), keyPrefix: "shop:")
      defer { pipe.close() }
      _ = try pipe.call(PipeRequest(.echo))
      #expect(pipe.greeting?.layout == Array("3".utf8))
    }
  }

  @Test func `an argument of 16 MiB arrives whole`() throws {
    try withPipe { pipe, _ in
      let pattern = [UInt8](0...255) + [UInt8](repeating: 0x61, count: 3840)
      let bytes = [[UInt8]](repeating: pattern, count: 1 << 12).flatMap { $0 }
      let script = Script.returning("#ARGV[2], ARGV[2] == string.rep(ARGV[3], 4096)")
      let request = PipeRequest(script, arguments: [bytes, pattern], deadline: .seconds(60))
      let reply = try pipe.call(request, patience: .seconds(120))
      #expect(reply == [16_777_216, 1])
    }
  }

  @Test func `a reply of a mebibyte comes back whole`() throws {
    try withPipe { pipe, _ in
      let bytes = [[UInt8]](repeating: [UInt8](0...255), count: 1 << 12).flatMap { $0 }
      let reply = try pipe.call(PipeRequest(.echo, arguments: [bytes], deadline: .seconds(60)))
      // Not within #expect, which would print them.
      let isWhole = reply == [.text(bytes)]
      #expect(isWhole)
    }
  }

  @Test func `a script that Redis has forgotten is loaded again`() throws {
    try withPipe { pipe, redis in
      _ = try pipe.call(PipeRequest(.echo))
      let process = pipe.processID
      try redis.cli("SCRIPT", "FLUSH")
      #expect(try pipe.call(PipeRequest(.echo, "x")) == ["x"])
      #expect(pipe.processID == process)
    }
  }

  @Test func `scripts of one name and different texts are not confused`() throws {
    try withPipe { pipe, _ in
      for word in ["one", "two", "one"] {
        let script = Script(name: "same", text: Array("return {ARGV[1], '\(word)'}".utf8))
        let reply = try pipe.call(PipeRequest(script))
        #expect(reply.first?.string == word)
      }
    }
  }
}
