// How crawl-handler ends before it is done, and what it tells meanwhile.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `crawl-handler stops` {
  /// A site whose last page never comes.
  private static let site: [String: LoopbackServer.Answer] = [
    "/robots.txt": .status(404), "/": .page("<a href=/a>a</a><a href=/slow>slow</a>"), "/a": .page("a"),
    "/slow": .silence,
  ]

  @Test(arguments: [SIGTERM, SIGINT]) func `when it is told to, and wants to run again`(signal: Int32) throws
  {
    try withServer(Self.site) { server in
      var program = program(server)
      program.environment["TASK_SOFT_DEADLINE"] = "\(time(nil) + 600)"
      let ended = try withProgram(program) { running in
        try running.wait(forEvent: #""progress""#)
        running.send(signal: signal)
        return try running.ended()
      }
      #expect(ended.status == .exited(75))
      #expect(ended.output.isEmpty)
      let retry = try ended.events.last?["retry"]
      #expect(retry == ["charged": false, "reason": "cannot finish the crawl: it was asked to stop"])
    }
  }

  @Test func `at the soft limit with what it has`() throws {
    try withServer(Self.site) { server in
      var program = program(server)
      program.environment["TASK_SOFT_DEADLINE"] = "\(time(nil) + 3)"
      let ended = try withProgram(program) { try $0.ended() }
      try #require(ended.status == .exited(0), "\(ended.errorText)")
      let result = try ended.result
      #expect(result["job"]?["outcome"] == "time_limit")
      #expect(result["pages"]?.array?.compactMap { $0["url"]?.string } == [server.url(), server.url("/a")])
      #expect(result["stats"]?["unread"] == 1)
    }
  }

  @Test func `and tells how far it is`() throws {
    try withServer(Self.site) { server in
      let ended = try withProgram(program(server)) { running in
        try running.wait(forEvent: #""progress""#)
        running.send(signal: SIGTERM)
        return try running.ended()
      }
      let progress = try ended.events.compactMap { $0["progress"] }
      #expect(progress.first == ["done": 1, "total": 1, "unit": "pages", "detail": .string(server.url())])
    }
  }

  private func program(_ server: LoopbackServer) -> Program {
    var program = Program(CrawlProgram.path)
    program.input = .bytes(Array(CrawlProgram.message(server).utf8))
    program.environment = ["CRAWL_ALLOW_NETWORKS": server.authority, "TASK_ID": "a-task"]
    program.events = .captured
    return program
  }
}
