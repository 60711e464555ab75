// The handlers that cancel and clean up, as executables.

import Fixtures
import JSONText
import Processes
import Testing

@Suite struct `cancel-crawl-handler and cleanup-handler` {
  private static let programs = ["cancel-crawl-handler", "cleanup-handler"]

  @Test(arguments: programs) func `need a database`(name: String) throws {
    let message = Array((name == "cleanup-handler" ? "{}" : #"{"crawl_job_id": "1"}"#).utf8)
    let unset = try runProgram(builtProduct(name), input: message, events: true)
    #expect(unset.status == .exited(78))
    try unset.expectOneSentence(
      "cannot reach the database: DATABASE_URL is not set", type: "ConfigurationError")
    let away = try runProgram(
      builtProduct(name), input: message,
      environment: ["DATABASE_URL": "postgresql://x@/seo?host=/nonexistent"],
      events: true)
    #expect(away.status == .exited(75))
    try withPostgres { url in
      let empty = try runProgram(
        builtProduct(name), input: message, environment: ["DATABASE_URL": url], events: true)
      #expect(empty.status == .exited(78))
      #expect(empty.errorText.contains("devseo migrate"))
    }
  }

  @Test func `say what there is not`() throws {
    try Rows.with { rows in
      for (id, reason) in [
        ("abc", "it is no key of a job"), ("00000000-0000-4000-8000-000000000000", "there is no such job"),
      ] {
        let ended = try runProgram(
          builtProduct("cancel-crawl-handler"), arguments: ["--crawl-job-id", id],
          environment: ["DATABASE_URL": rows.url], events: true)
        #expect(ended.status == .exited(65))
        try ended.expectOneSentence("cannot cancel job \(id): \(reason)", type: "ValueError")
      }
    }
  }

  @Test func `count what they have done`() throws {
    try Rows.with { rows in
      let folder = projectFile("handlers/cleanup-handler/examples")
      for file in names(in: folder) {
        let job = try rows.job()
        try rows.set("status = 'running', heartbeat_at = now() - interval '2 hours'", of: job)
        let ended = try runProgram(
          builtProduct("cleanup-handler"), input: contents(of: "\(folder)/\(file)"),
          environment: ["DATABASE_URL": rows.url])
        try #require(ended.status == .exited(0), "\(ended.errorText)")
        #expect(
          try ended.result == [
            "purged_jobs": 0, "orphaned_jobs": 0, "removed_rows": 0, "ended_jobs": 1, "removed_mails": 0,
            "removed_users": 0, "complete": true,
          ])
        #expect(try rows.value("status || error_code", of: job) == "failedlease_expired")
      }
    }
  }

  @Test func `examples of cancelling work`() throws {
    try Rows.with { rows in
      let job = try rows.job()
      let folder = projectFile("handlers/cancel-crawl-handler/examples")
      for file in names(in: folder) {
        let id = try #require(try JSON(parsing: contents(of: "\(folder)/\(file)"))["crawl_job_id"]?.string)
        try rows.set("id = '\(id)'", of: job)
        let ended = try runProgram(
          builtProduct("cancel-crawl-handler"), input: contents(of: "\(folder)/\(file)"),
          environment: ["DATABASE_URL": rows.url])
        #expect(try ended.result == ["crawl_job_id": .string(id), "status": "cancelled"])
      }
    }
  }
}
