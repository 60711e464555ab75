// How a crawl with a row ends before it is done: cancelled, overtaken, told to stop, killed, or without an answer.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `A crawl with a job` {
  /// A site whose last page never comes.
  private static let slow: [String: LoopbackServer.Answer] = [
    "/robots.txt": .status(404), "/": .page("<a href=/a>a</a><a href=/slow>slow</a>"), "/a": .page("a"),
    "/slow": .silence,
  ]

  @Test func `is cancelled within a second, and keeps what it has`() throws {
    try Rows.with { rows in
      try withServer(Self.slow) { server in
        let job = try rows.job()
        try withProgram(rows.program(job, server)) { running in
          try running.wait(for: "two pages") { try rows.value("pages_done", of: job) == "2" }
          let begun = ContinuousClock.now
          let told = try cancel(job, rows)
          #expect(try told.result == ["crawl_job_id": .string(job), "status": "stopping"])
          let ended = try running.ended()
          #expect(ContinuousClock.now - begun < .seconds(5))
          #expect(ended.status == .exited(0), "\(ended.errorText)")
          #expect(try ended.result["crawl_job_id"] == .string(job))
        }
        #expect(try rows.value("status || ' ' || coalesce(outcome, '-')", of: job) == "cancelled -")
        #expect(try rows.count("pages", of: job) == 2)
        #expect(try cancel(job, rows).result["status"] == "cancelled")
        let again = try run(rows.program(job, server, fence: 2))
        #expect(again.status == .exited(0))
        #expect(try rows.value("status", of: job) == "cancelled")
      }
    }
  }

  @Test func `never starts when it was cancelled before`() throws {
    try Rows.with { rows in
      try withServer(Self.slow) { server in
        let job = try rows.job()
        #expect(try cancel(job, rows).result["status"] == "cancelled")
        let ended = try run(rows.program(job, server))
        #expect(ended.status == .exited(0))
        #expect(try ended.result == ["crawl_job_id": .string(job), "status": "cancelled"])
        #expect(server.connections == 0)
      }
    }
  }

  @Test func `writes nothing when another run has taken it over`() throws {
    try Rows.with { rows in
      try withServer(Self.slow) { server in
        let job = try rows.job()
        let ended = try withProgram(rows.program(job, server)) { running in
          try running.wait(forEvent: #""progress""#)
          try rows.set("fence = fence + 1, task_id = 'another'", of: job)
          return try running.ended()
        }
        #expect(ended.status == .exited(75))
        #expect(try ended.events.last?["retry"]?["charged"] == false)
        #expect(try rows.count("pages", of: job) == 0)
        #expect(try rows.value("status || task_id", of: job) == "runninganother")
      }
    }
  }

  @Test func `is put back when it is told to stop, and done at the soft limit`() throws {
    try Rows.with { rows in
      try withServer(Self.slow) { server in
        let job = try rows.job()
        var program = rows.program(job, server)
        program.environment["TASK_SOFT_DEADLINE"] = "\(time(nil) + 600)"
        let stopped = try withProgram(program) { running in
          try running.wait(forEvent: #""progress""#)
          running.send(signal: SIGTERM)
          return try running.ended()
        }
        #expect(stopped.status == .exited(75))
        #expect(try stopped.events.last?["retry"]?["charged"] == false)
        #expect(try rows.value("status || attempt", of: job) == "pending1")
        program = rows.program(job, server, fence: 2)
        program.environment["TASK_SOFT_DEADLINE"] = "\(time(nil) + 2)"
        let ended = try run(program)
        #expect(ended.status == .exited(0), "\(ended.errorText)")
        #expect(
          try rows.value("status || ' ' || outcome || ' ' || attempt", of: job)
            == "completed partial_deadline 2")
        #expect(try rows.count("pages", of: job) == 2)
      }
    }
  }

  @Test func `that was killed is done by the next run, once`() throws {
    try Rows.with { rows in
      let isSlow = Flag()
      try withServer(answering: { request in
        if request.path == "/robots.txt" { return .status(404) }
        if request.path == "/" { return .page("<a href=/a>a</a><a href=/slow>slow</a>") }
        return request.path == "/slow" && isSlow.isSet ? .silence : .page("text")
      }) { server in
        let job = try rows.job()
        isSlow.set(true)
        try withProgram(rows.program(job, server)) { running in
          try running.wait(forEvent: #""progress""#)
          running.send(signal: SIGKILL)
          _ = try running.ended()
        }
        #expect(try rows.value("status", of: job) == "running")
        #expect(try rows.count("pages", of: job) == 0)
        isSlow.set(false)
        let ended = try run(rows.program(job, server, fence: 2))
        #expect(ended.status == .exited(0), "\(ended.errorText)")
        #expect(try rows.value("status || ' ' || outcome || ' ' || attempt", of: job) == "completed ok 2")
        #expect(try rows.count("pages", of: job) == 3)
      }
    }
  }

  @Test func `goes on through a restart of the database`() throws {
    try withPostgresServer { server in
      let rows = try Rows(at: server.url())
      let isSlow = Flag()
      isSlow.set(true)
      try withServer(answering: { request in
        if request.path == "/robots.txt" { return .status(404) }
        if request.path == "/" { return .page("<a href=/a>a</a><a href=/slow>slow</a>") }
        guard request.path == "/slow" else { return .page("text") }
        return .raw { connection in
          while isSlow.isSet, connection.isOpen { connection.pause(10) }
          connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\ntext")
        }
      }) { site in
        let job = try rows.job()
        let ended = try withProgram(rows.program(job, site)) { running in
          try running.wait(forEvent: #""progress""#)
          try server.restart()
          try running.wait(forErrors: "; the crawl goes on")
          isSlow.set(false)
          return try running.ended()
        }
        #expect(ended.status == .exited(0), "\(ended.errorText)")
        let after = try Rows(at: server.url(), isNew: false)
        #expect(try after.value("status || ' ' || outcome", of: job) == "completed ok")
        #expect(try after.count("pages", of: job) == 3)
      }
    }
  }

  @Test func `that the database refuses has failed at the last attempt`() throws {
    try Rows.with { rows in
      try withServer(["/robots.txt": .status(404), "/": .page("text")]) { server in
        let job = try rows.job()
        try rows.alter("alter table pages add constraint none check (page_id < 0)")
        let first = try run(rows.program(job, server))
        #expect(first.status == .exited(1), "\(first.errorText)")
        #expect(try rows.value("status", of: job) == "running")
        var last = rows.program(job, server, fence: 2)
        last.environment["TASK_ATTEMPT"] = "4"
        #expect(try run(last).status == .exited(1))
        #expect(try rows.value("status || ' ' || error_code", of: job) == "failed not_stored")
        #expect(try rows.count("pages", of: job) == 0)
      }
    }
  }

  @Test func `of a site that does not answer is tried again, and at last has that outcome`() throws {
    try Rows.with { rows in
      try withServer(["*": .status(503)]) { server in
        let job = try rows.job()
        let first = try run(rows.program(job, server))
        #expect(first.status == .exited(75))
        #expect(try first.events.last?["retry"]?["charged"] == true)
        #expect(try rows.value("status", of: job) == "pending")
        var last = rows.program(job, server, fence: 2)
        last.environment["TASK_ATTEMPT"] = "4"
        let ended = try run(last)
        #expect(ended.status == .exited(0), "\(ended.errorText)")
        #expect(
          try rows.value("status || ' ' || outcome || ' ' || coalesce(score::text, '-')", of: job)
            == "completed robots_unreachable -")
      }
    }
  }

  @Test(arguments: [
    (LoopbackServer.Answer.status(403), "blocked"),
    (.redirect(to: "https://example.com/"), "offsite_redirect"),
  ])
  func `of a site that says no is over at once`(answer: LoopbackServer.Answer, outcome: String) throws {
    try Rows.with { rows in
      try withServer(["/robots.txt": .status(404), "/": answer]) { server in
        let job = try rows.job()
        let ended = try run(rows.program(job, server))
        #expect(ended.status == .exited(0), "\(ended.errorText)")
        #expect(try rows.value("status || ' ' || outcome", of: job) == "completed \(outcome)")
      }
    }
  }

  private func cancel(_ job: String, _ rows: Rows) throws -> Ended {
    try runProgram(
      builtProduct("cancel-crawl-handler"), arguments: ["--crawl-job-id", job],
      environment: ["DATABASE_URL": rows.url])
  }
}
