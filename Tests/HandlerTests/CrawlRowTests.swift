// crawl-handler with a row of crawl_jobs: from the claim to the rows, and every way in which there is nothing to do.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `crawl-handler with a job` {
  private static let site: [String: LoopbackServer.Answer] = [
    "/robots.txt": .status(404), "/": .page("<a href=/a>a</a><a href=/gone>gone</a>"), "/a": .page("a"),
  ]

  @Test func `fills its row and the tables, and prints the summary`() throws {
    try Rows.with { rows in
      try withServer(Self.site) { server in
        let job = try rows.job()
        let ended = try run(rows.program(job, server))
        try #require(ended.status == .exited(0), "\(ended.errorText)")
        let row =
          "status || ' ' || outcome || ' ' || progress || ' ' || attempt || ' ' || task_id || ' ' || fence"
        #expect(try rows.value(row, of: job) == "completed ok 100 1 task-1 1")
        #expect(try rows.count("pages", of: job) == 3)
        #expect(try rows.count("links", of: job) == 2)
        let result = try ended.result
        #expect(result["crawl_job_id"] == .string(job) && result["truncated"] == true)
        #expect(result["pages"] == nil && result["stats"]?["pages"] == 3)
        #expect(try JSON(parsing: rows.value("summary", of: job)) == result)

        // Delivered again: nothing is crawled, and the answer is the same.
        let before = server.requests.count
        let again = try run(rows.program(job, server, fence: 2))
        #expect(again.status == .exited(0) && again.output == ended.output)
        let other = try run(rows.program(job, server, task: "task-2", fence: 3))
        #expect(other.status == .exited(0) && other.output == ended.output)
        #expect(server.requests.count == before)
        #expect(try rows.value("attempt", of: job) == "1")
      }
    }
  }

  @Test func `prints all of it with --full, and what has changed since`() throws {
    try Rows.with { rows in
      try withServer(Self.site) { server in
        let job = try rows.job()
        let second = try rows.job()
        _ = try run(rows.program(job, server))
        try rows.set("website_id = (select website_id from crawl_jobs where id = '\(job)')", of: second)
        var program = rows.program(second, server)
        program.arguments = ["--full"]
        let result = try run(program).result
        #expect(result["pages"]?.array?.count == 3)
        #expect(result["diff"]?["previous_job_id"] == .string(job))
        #expect(result["diff"]?["new"] == 0 && result["diff"]?["fixed"] == 0)
        #expect((result["diff"]?["still"]?.integer ?? 0) > 0)
      }
    }
  }

  @Test func `takes the job's number of pages when the message has none`() throws {
    try Rows.with { rows in
      try withServer(Self.site) { server in
        let job = try rows.job(maxPages: 2)
        #expect(try run(rows.program(job, server)).result["job"]?["limits"]?["max_pages"] == 2)
        #expect(try rows.value("outcome", of: job) == "partial_limit")
      }
    }
  }

  @Test func `works by hand, and then without a database too`() throws {
    try Rows.with { rows in
      try withServer(Self.site) { server in
        let job = try rows.job()
        let message = Rows.message(job, server)
        let ended = try CrawlProgram.run(message, allowing: server, environment: ["DATABASE_URL": rows.url])
        #expect(ended.status == .exited(0))
        #expect(try rows.value("status || coalesce(task_id, '-') || fence", of: job) == "completed-1")
        let alone = try CrawlProgram.run(message, allowing: server)
        #expect(alone.status == .exited(0))
        #expect(try alone.result["pages"]?.array?.count == 3)
        #expect(alone.errorText.contains("crawling without the job's row: DATABASE_URL is not set"))
      }
    }
  }

  @Test func `does not claim success under a dispatcher without a database`() throws {
    try withServer(Self.site) { server in
      let message = Rows.message("1", server)
      let ended = try CrawlProgram.run(message, allowing: server, environment: ["TASK_ID": "task-1"])
      #expect(ended.status == .exited(78))
      try ended.expectOneSentence(
        "cannot reach the database: DATABASE_URL is not set", type: "ConfigurationError")
      let away = ["TASK_ID": "task-1", "DATABASE_URL": "postgresql://x@/seo?host=/nonexistent"]
      let later = try CrawlProgram.run(message, allowing: server, environment: away)
      #expect(later.status == .exited(75))
      #expect(try later.events.last?["retry"]?["charged"] == false)
      #expect(server.connections == 0)
    }
  }

  @Test func `refuses ids that are none`() throws {
    try Rows.with { rows in
      try withServer(Self.site) { server in
        let absent = "00000000-0000-4000-8000-000000000000"
        let first = try run(rows.program(absent, server))
        #expect(first.status == .exited(65))
        try first.expectOneSentence(
          "cannot crawl for job \(absent): there is no such job", type: "ValueError")
        let second = try run(rows.program("abc", server))
        #expect(second.status == .exited(65))
        try second.expectOneSentence("cannot crawl for job abc: it is no key of a job", type: "ValueError")
        #expect(server.connections == 0)
      }
    }
  }

  @Test func `fails the row of a message that will never work`() throws {
    try Rows.with { rows in
      for (domain, code, status) in [
        ("10.0.0.1", "refused_target", 77), ("exam ple", "malformed_domain", 65),
      ] {
        let job = try rows.job()
        let message = JSON.object(["crawl_job_id": .string(job), "website_domain": .string(domain)])
        let ended = try CrawlProgram.run(
          message.description, environment: ["DATABASE_URL": rows.url, "TASK_ID": "task-1"])
        #expect(ended.status == .exited(Int32(status)), "\(ended.errorText)")
        #expect(try rows.value("status || ' ' || error_code", of: job) == "failed \(code)")
        #expect(try rows.value("error_message", of: job).hasPrefix("cannot crawl \(domain): "))
      }
    }
  }

  @Test func `waits for a run or a crawl of the host that is at work`() throws {
    try Rows.with { rows in
      let slow: [String: LoopbackServer.Answer] = ["/": .page("<a href=/slow>slow</a>"), "/slow": .silence]
      try withServer(slow) { server in
        let (job, second) = (try rows.job(), try rows.job())
        try withProgram(rows.program(job, server)) { first in
          try first.wait(for: "asking for the slow page") { server.paths.contains("/slow") }
          let requests = server.requests.count
          // The same message delivered to another dispatcher, which has a task of its own to do.
          let same = try run(rows.program(job, server, task: "task-2", fence: 2))
          #expect(same.status == .exited(75))
          let retry = try same.events.last?["retry"]
          #expect(retry?["after_s"] == 120.0 && retry?["charged"] == false && retry?["counted"] == nil)
          let host = try run(rows.program(second, server, task: "task-3", fence: 3))
          #expect(host.status == .exited(75))
          #expect(
            try host.events.last?["retry"] == [
              "after_s": 300.0, "charged": false, "counted": false,
              "reason": .string("cannot crawl \(server.url()): another crawl of the host is at work"),
            ])
          #expect(server.requests.count == requests)
          #expect(try rows.value("status || attempt", of: second) == "pending0")
          #expect(try rows.value("status || attempt", of: job) == "running1")
        }
      }
    }
  }
}

/// Runs a program to its end.
func run(_ program: Program) throws -> Ended { try withProgram(program) { try $0.ended() } }
