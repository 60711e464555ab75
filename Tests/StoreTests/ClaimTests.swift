// Who may have a job: over an empty database and over the API's tables.

import JSONText
import Postgres
import Testing

@testable import Store

@Suite struct `A job` {
  @Test(arguments: Schema.allCases) func `that is pending is claimed, once`(schema: Schema) throws {
    try withTables(schema) { tables in
      let job = try tables.job(maxPages: 25)
      let store = try tables.store()
      let first = try store.claim(job, by: .run(fence: 7))
      let run = try #require(first.run)
      #expect(
        run.job
          == CrawlJob(
            id: job, fence: 7, attempt: 1, maxPages: 25,
            websiteID: try #require(try tables.value("website_id", of: job)), domain: "example.com",
            isVerified: false, previousID: nil))
      let row = "status || ' ' || task_id || ' ' || fence || ' ' || attempt || ' ' || worker"
      #expect(try tables.value(row, of: job) == "running task-1 7 1 test")
      #expect(try tables.value("heartbeat_at is not null and started_at is not null", of: job) == "true")
      #expect(try store.claim(job, by: .run("task-2", fence: 9)).name == "running")
      // A run of the same task that was overtaken on its way.
      #expect(try store.claim(job, by: .run(fence: 7)).name == "running")
      #expect(try store.claim(job, by: .run(fence: 6)).name == "running")
      #expect(try store.claim(job, by: .run(fence: nil)).name == "running")
      #expect(try store.claim(job, by: .run(nil, fence: nil)).name == "running")
    }
  }

  @Test(arguments: Schema.allCases) func `goes to the next run of its own task`(schema: Schema) throws {
    try withTables(schema) { tables in
      let job = try tables.job()
      let store = try tables.store()
      let first = try #require(try store.claim(job, by: .run(fence: 7)).run)
      let second = try #require(try store.claim(job, by: .run(fence: 8)).run)
      #expect(second.job.fence == 8 && second.job.attempt == 2)
      // The first one, should it live, learns of it and can write no more.
      try tables.waitUntil { first.verdict == .lost }
      try first.putBack()
      try first.fail("x", "y")
      guard case .lost = try first.finish(CrawledSite().record(), as: .completed) else {
        Issue.record("a run without the job has written")
        return
      }
      #expect(try tables.value("status", of: job) == "running")
      #expect(second.verdict == .wanted)
    }
  }

  @Test func `goes to anybody when nobody was heard of for two minutes`() throws {
    try withTables { tables in
      let job = try tables.job()
      let store = try tables.store()
      try tables.set(
        "status = 'running', task_id = 'task-1', fence = 40, heartbeat_at = now() - interval '110 s'", of: job
      )
      #expect(try store.claim(job, by: .run("task-2", fence: 9)).name == "running")
      try tables.set("heartbeat_at = now() - interval '121 s'", of: job)
      // Fences only grow, also where one dispatcher counts lower than another.
      let run = try #require(try store.claim(job, by: .run("task-2", fence: 9)).run)
      #expect(run.job.fence == 41)
    }
  }

  @Test func `by hand has a fence as well`() throws {
    try withTables { tables in
      let job = try tables.job()
      let store = try tables.store()
      let run = try #require(try store.claim(job, by: .run(nil, fence: nil)).run)
      #expect(run.job.fence == 1)
      try run.putBack()
      #expect(try tables.value("status", of: job) == "pending")
      let next = try #require(try store.claim(job, by: .run(nil, fence: nil)).run)
      #expect(next.job.fence == 2 && next.job.attempt == 2)
    }
  }

  @Test(arguments: ["completed", "failed", "cancelled"]) func `that is over stays so`(status: String) throws {
    try withTables { tables in
      let job = try tables.job()
      let store = try tables.store()
      try tables.set("status = '\(status)', task_id = 'task-1', summary = '{\"pages\": 3}'", of: job)
      guard case .finished(let own) = try store.claim(job, by: .run(fence: 99)),
        case .finished(let other) = try store.claim(job, by: .run("task-2", fence: 99)),
        case .finished(let byHand) = try store.claim(job, by: .run(nil, fence: nil))
      else {
        Issue.record("a job that is over was claimed")
        return
      }
      #expect(own == FinishedJob(status: status, isOwn: true, summary: ["pages": 3]))
      #expect(!other.isOwn && !byHand.isOwn)
    }
  }

  @Test func `that was cancelled before it began never begins`() throws {
    try withTables { tables in
      let job = try tables.job()
      let store = try tables.store()
      try tables.set("cancel_requested = true", of: job)
      #expect(try store.claim(job, by: .run()).name == "cancelled")
      #expect(try tables.value("status || ' ' || (finished_at is not null)", of: job) == "cancelled true")
      #expect(try store.claim(job, by: .run(fence: 2)).name == "finished cancelled")
      // The same for a run that died before it heard of it.
      let other = try tables.job()
      try tables.set("status = 'running', task_id = 'task-1', fence = 4, cancel_requested = true", of: other)
      #expect(try store.claim(other, by: .run(fence: 5)).name == "cancelled")
    }
  }

  @Test(arguments: Schema.allCases) func `that there is not is absent, and what is no key is told apart`(
    schema: Schema
  ) throws {
    try withTables(schema) { tables in
      let store = try tables.store()
      #expect(try store.claim("00000000-0000-4000-8000-000000000000", by: .run()).name == "absent")
      for id in ["", "7", "x", "'; drop table pages; --", "\0", String(repeating: "9", count: 4_000), "😀"] {
        #expect(try store.claim(id, by: .run()).name == "malformed", "\(String(id.prefix(20)))")
      }
    }
  }

  @Test func `goes to one of many who ask at once`() throws {
    try withTables { tables in
      let job = try tables.job()
      let store = try tables.store()
      let names = try atOnce(
        (1...8).map { (number: Int) in
          { try store.claim(job, by: .run("task-\(number)", fence: number)).name }
        })
      #expect(names.filter { $0 == "claimed" }.count == 1)
      #expect(names.filter { $0 == "running" }.count == 7)
      #expect(try tables.value("attempt", of: job) == "1")
    }
  }

  @Test func `waits while another crawl of the host goes on`() throws {
    try withTables { tables in
      let (first, second) = (try tables.job(), try tables.job())
      let store = try tables.store()
      let run = try #require(try store.claim(first, by: .run("a", host: "example.com")).run)
      #expect(try store.claim(second, by: .run("b", host: "example.com")).name == "host is busy")
      #expect(try tables.value("status || attempt", of: second) == "pending0")
      let other = try store.claim(second, by: .run("b", host: "example.org"))
      #expect(other.name == "claimed")
      try run.putBack()
      _ = consume run
      #expect(try store.claim(first, by: .run("a", fence: 2, host: "example.com")).name == "claimed")
    }
  }

  @Test func `cannot be asked for where the database is not as it must be`() throws {
    let away = try Database(url: "postgresql://ann:swordfish@/seo?host=/nonexistent", program: "test")
    let error = #expect(throws: StoreError.self) { try away.claim("1", by: .run()) }
    #expect(
      error
        == .unavailable(
          "cannot connect to postgresql://ann:***@/seo?host=/nonexistent: No such file or directory"))
    #expect(throws: StoreError.self) { try Database(url: "mysql://x", program: "test") }
    try withTables { tables in
      let job = try tables.job()
      try tables.owner.execute("revoke all on crawl_jobs from devseo_crawl")
      let refused = #expect(throws: StoreError.self) { try tables.store().claim(job, by: .run()) }
      #expect(refused == .misconfigured(refused?.description ?? ""))
      try tables.owner.execute("drop table crawl_jobs cascade")
      let missing = #expect(throws: StoreError.self) { try tables.store().claim(job, by: .run()) }
      #expect(missing?.description.contains("devseo migrate") == true)
    }
  }
}
