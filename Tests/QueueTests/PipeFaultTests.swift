// The pipe and a real server when things go wrong: what was asked is answered all the same, once.

import Fixtures
import Glibc
import Testing

@testable import Queue

@Suite struct `A pipe to Redis in trouble` {
  @Test func `a server that died while nothing was asked is found again by a new redis-cli`() throws {
    try withPipe { pipe, redis in
      _ = try pipe.call(PipeRequest(.echo, "before"))
      let process = pipe.processID
      try redis.restart()
      let reply = try pipe.call(PipeRequest(.echo, "after"))
      #expect(reply == ["after"])
      #expect(pipe.processID != process)
    }
  }

  @Test func `a request waits for a server that is down, and says what is wrong meanwhile`() throws {
    try withPipe { pipe, redis in
      _ = try pipe.call(PipeRequest(.echo, "before"))
      redis.kill()
      var outcomes = pipe.ask(PipeRequest(.echo, "after"))
      var troubles: [String] = []
      while troubles.count < 3 {
        for case .trouble(let reason) in outcomes { troubles.append(reason) }
        outcomes = pipe.waitAndHandle()
      }
      #expect(troubles[0].hasPrefix("Error: "))
      #expect(troubles[1].hasPrefix("Could not connect to Redis at"))
      try redis.start()
      #expect(pipe.waitForReply() == ["after"])
    }
  }

  @Test func `patience ends, and the pipe can be used again`() throws {
    try withPipe { pipe, redis in
      redis.kill()
      let error = pipe.failure(PipeRequest(.echo, "x"), patience: .milliseconds(200))
      #expect(error?.code == .overdue)
      #expect(error?.description.contains("Could not connect") == true)
      #expect(!pipe.isBusy)
      try redis.start()
      #expect(try pipe.call(PipeRequest(.echo, "y")) == ["y"])
    }
  }

  @Test func `a connection that the server has closed is replaced`() throws {
    try withPipe { pipe, redis in
      _ = try pipe.call(PipeRequest(.echo, "before"))
      let process = pipe.processID
      try redis.cli("CLIENT", "KILL", "TYPE", "normal")
      #expect(try pipe.call(PipeRequest(.echo, "after")) == ["after"])
      #expect(pipe.processID != process)
    }
  }

  @Test func `a new redis-cli works in the same database`() throws {
    try withPipe(database: 3) { pipe, redis in
      let count = PipeRequest(.lua("return {ARGV[1], redis.call('INCR', 'here')}"))
      #expect(try pipe.call(count) == [1])
      try redis.cli("CLIENT", "KILL", "TYPE", "normal")
      #expect(try pipe.call(count) == [2])
      #expect(try redis.cli("-n", "3", "GET", "here") == "2")
      try redis.restart()
      #expect(try pipe.call(count) == [1])
      #expect(try redis.cli("-n", "3", "GET", "here") == "1")
      #expect(try redis.cli("EXISTS", "here") == "0")
    }
  }

  @Test func `a request in flight when redis-cli is killed is repeated`() throws {
    try withPipe { pipe, redis in
      _ = try pipe.call(PipeRequest(.count, "first"))
      let process = try #require(pipe.processID)
      redis.pause()
      var outcomes = pipe.ask(PipeRequest(.count, "second"))
      try waitUntilWaiting(process)
      #expect(kill(process, SIGKILL) == 0)
      while !outcomes.contains(.trouble("redis-cli has ended")) { outcomes = pipe.waitAndHandle() }
      redis.resume()
      #expect(pipe.waitForReply() == ["2"])
      #expect(try redis.cli("GET", "counted") == "2")
      // The server had the first sending in its socket and ran it although nobody waited for it any more.
      #expect(try redis.cli("GET", "asked") == "3")
    }
  }

  @Test func `a server that hangs is given up after the deadline, and asked again`() throws {
    try withPipe { pipe, redis in
      _ = try pipe.call(PipeRequest(.count, "first"))
      let process = pipe.processID
      redis.pause()
      let request = PipeRequest(.count, "second", deadline: .milliseconds(300))
      let start = ContinuousClock.now
      var outcomes = pipe.ask(request)
      while outcomes.isEmpty { outcomes = pipe.waitAndHandle() }
      #expect(outcomes == [.trouble("no answer within 0.3 seconds")])
      #expect(ContinuousClock.now - start >= .milliseconds(300))
      #expect(pipe.processID == nil)
      redis.resume()
      #expect(pipe.waitForReply() == ["2"])
      #expect(pipe.processID != process)
    }
  }

  @Test func `redis-cli killed amid a long line has done nothing, and the line is sent again`() throws {
    try withPipe { pipe, redis in
      _ = try pipe.call(PipeRequest(.count, "first"))
      let process = try #require(pipe.processID)
      let long = [UInt8](repeating: 0x61, count: 2 << 20)
      let request = PipeRequest(.count, arguments: [Array("second".utf8), long], deadline: .seconds(60))
      var outcomes = pipe.ask(request)
      #expect(pipe.interests.count == 2, "all of the line was taken at once")
      #expect(kill(process, SIGKILL) == 0)
      while !outcomes.contains(.trouble("redis-cli has ended")) { outcomes = pipe.waitAndHandle() }
      #expect(try redis.cli("GET", "asked") == "1")
      #expect(pipe.waitForReply() == ["2"])
      #expect(try redis.cli("GET", "asked") == "2")
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 9, 40])
  func `of a line cut by our own end nothing is written`(cut: Int) throws {
    try withPipe { pipe, redis in
      _ = try pipe.call(PipeRequest(.count, "first"))
      let line = PipeRequest(.count, "second token").line(sha: try redis.sha(of: .count), id: "id")
      let path = try #require(executable("redis-cli"))
      // redis-cli runs an unfinished line when its stdin ends.
      let ended = try runProgram(
        path, arguments: ["--raw", "-s", redis.socket], input: Array(line.dropLast(cut)))
      // Without its line end alone the line is whole.
      let isWhole = cut == 1
      #expect(try redis.cli("GET", "asked") == (isWhole ? "2" : "1"))
      #expect(ended.outputText.hasPrefix("=") == isWhole)
      if cut == 4 || cut == 5 { #expect(ended.outputText.hasPrefix("TRUNCATED")) }
    }
  }

  @Test func `redis-cli that ends while nothing is asked is replaced without ado`() throws {
    try withPipe { pipe, redis in
      _ = try pipe.call(PipeRequest(.echo, "x"))
      let process = try #require(pipe.processID)
      #expect(kill(process, SIGTERM) == 0)
      while pipe.processID != nil { #expect(pipe.waitAndHandle().isEmpty) }
      #expect(try pipe.call(PipeRequest(.echo, "y")) == ["y"])
    }
  }
}
