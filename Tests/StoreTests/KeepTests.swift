// Cancelling, retention and the sweep of what nobody works on.

import Auditing
import Postgres
import Testing

@testable import Store

@Suite struct `Cancelling` {
  @Test(arguments: Schema.allCases) func `ends what waits, tells what runs, and leaves what is over`(
    schema: Schema
  ) throws {
    try withTables(schema) { tables in
      let store = try tables.store(as: "devseo_cancel")
      let waiting = try tables.job()
      #expect(try store.cancel(waiting) == .cancelled)
      #expect(try store.cancel(waiting) == .over(status: "cancelled"))
      #expect(try tables.value("cancel_requested and finished_at is not null", of: waiting) == "true")
      #expect(try tables.store().claim(waiting, by: .run()).name == "finished cancelled")

      let running = try tables.job()
      try tables.set("status = 'running', fence = 5, heartbeat_at = now()", of: running)
      #expect(try store.cancel(running) == .told)
      #expect(try tables.value("status || cancel_requested", of: running) == "runningtrue")
      // A dead run hears nothing any more; should it live after all, its fence is too low.
      try tables.set("heartbeat_at = now() - interval '3 minutes'", of: running)
      #expect(try store.cancel(running) == .cancelled)
      #expect(try tables.value("status || fence", of: running) == "cancelled6")

      let done = try tables.job()
      try tables.set("status = 'completed'", of: done)
      #expect(try store.cancel(done) == .over(status: "completed"))
      #expect(try store.cancel("00000000-0000-4000-8000-000000000000") == .absent)
      #expect(try store.cancel("not a key") == .malformed)
    }
  }
}

@Suite struct `The sweep` {
  private let terms = Retention(keepDays: 90, keepLast: 2, batch: 3)

  @Test(arguments: Schema.allCases) func `removes details of old crawls, and keeps the last of each website`(
    schema: Schema
  ) throws {
    try withTables(schema) { tables in
      let website = try tables.website()
      var jobs: [String] = []
      for age in [400, 300, 200, 120, 100, 10] {
        let job = try tables.job(of: website)
        try tables.fill(job)
        try tables.set(
          "status = 'completed', finished_at = now() - interval '\(age) days', score = 80", of: job)
        jobs.append(job)
      }
      let failed = try tables.job(of: website)
      try tables.fill(failed)
      try tables.set("status = 'failed', finished_at = now() - interval '91 days'", of: failed)
      // One that is being compared with is not taken away meanwhile.
      let running = try tables.job(of: website)
      try tables.set("status = 'running', heartbeat_at = now(), previous_job_id = '\(jobs[1])'", of: running)

      let store = try tables.store(as: "devseo_cleanup")
      let sweep = try store.sweep(terms) { false }
      #expect(sweep.purgedJobs == 4 && sweep.removedRows == 4 * 4 && sweep.isComplete)
      let left = try tables.owner.execute(
        "select id::text as id from crawl_jobs where detail_purged_at is null order by finished_at")
      #expect(try left.map { try $0.read("id", as: String.self) } == [jobs[1], jobs[4], jobs[5], running])
      #expect(try tables.details(of: jobs[0]) == [0, 0, 0, 0, 1])
      #expect(try tables.details(of: jobs[1]) == [1, 1, 1, 1, 1])
      #expect(try tables.value("score", of: jobs[0]) == "80")
      #expect(try store.sweep(terms) { false } == Sweep())
    }
  }

  @Test func `ends jobs that nobody is heard of`() throws {
    try withTables { tables in
      let ages = [
        ("running", 0, 3_700), ("running", 0, 3_500), ("pending", 1, 90_000), ("pending", 0, 90_000),
      ]
      let jobs = try ages.map { status, attempt, seconds in
        let job = try tables.job()
        try tables.set(
          "status = '\(status)', attempt = \(attempt), heartbeat_at = now() - interval '\(seconds) s'",
          of: job)
        return job
      }
      let cancelled = try tables.job()
      try tables.set(
        "status = 'running', cancel_requested = true, heartbeat_at = now() - interval '1 day'", of: cancelled)
      #expect(try tables.store(as: "devseo_cleanup").sweep(terms) { false }.endedJobs == 3)
      let states = try jobs.map {
        try tables.value("status || ' ' || coalesce(error_code, '-') || fence", of: $0)
      }
      #expect(states == ["failed lease_expired1", "running -0", "failed lease_expired1", "pending -0"])
      #expect(try tables.value("status || coalesce(error_code, '-')", of: cancelled) == "cancelled-")
    }
  }

  @Test func `removes what websites and users leave behind, and old mail`() throws {
    try withTables { tables in
      let (gone, stays) = (try tables.job(), try tables.job())
      for job in [gone, stays] { try tables.fill(job) }
      try tables.owner.execute(
        "update users set deleted_at = now() - interval '31 days' where id = (select user_id from websites w join crawl_jobs j on j.website_id = w.id where j.id = $1)",
        [.text(gone)])
      try tables.owner.execute(
        "insert into email_log (recipient, created_at) values ('a', now() - interval '181 days'), ('b', now())"
      )
      let sweep = try tables.store(as: "devseo_cleanup").sweep(terms) { false }
      #expect(sweep.removedUsers == 1 && sweep.orphanedJobs == 1 && sweep.removedMails == 1)
      #expect(try tables.details(of: gone) == [0, 0, 0, 0, 0])
      #expect(try tables.details(of: stays) == [1, 1, 1, 1, 1])
      #expect(try tables.count("email_log") == 1)
    }
  }

  @Test func `leaves users to the API whose tables refer to them`() throws {
    try withTables { tables in
      let job = try tables.job()
      try tables.owner.execute("create table api_keys (user_id uuid references users)")
      try tables.owner.execute("insert into api_keys select id from users")
      try tables.owner.execute("update users set deleted_at = '2020-01-01'")
      let sweep = try tables.store(as: "devseo_cleanup").sweep(terms) { false }
      #expect(sweep.removedUsers == 0 && sweep.isComplete)
      #expect(try tables.value("status", of: job) == "pending")
    }
  }

  @Test func `may run twice at once, and stops when told to`() throws {
    try withTables { tables in
      let website = try tables.website()
      for _ in 0..<20 {
        let job = try tables.job(of: website)
        try tables.fill(job)
        try tables.set("status = 'cancelled', finished_at = now() - interval '100 days'", of: job)
      }
      let store = try tables.store(as: "devseo_cleanup")
      let first = try store.sweep(terms) { true }
      #expect(first.purgedJobs == 3 && !first.isComplete)
      let terms = terms
      let sweeps = try atOnce(
        (0..<3).map { _ in { try store.sweep(terms) { false } } })
      #expect(sweeps.reduce(0) { $0 + $1.purgedJobs } == 17)
      #expect(try tables.count("pages") == 0)
    }
  }
}

@Suite struct `The roles` {
  private static let refused = [
    ("devseo_crawl", "select email from users"), ("devseo_crawl", "delete from crawl_jobs"),
    ("devseo_crawl", "insert into crawl_jobs (website_id) select id from websites"),
    ("devseo_crawl", "update crawl_jobs set website_id = website_id"), ("devseo_crawl", "drop table pages"),
    ("devseo_crawl", "create table mine (a int)"), ("devseo_crawl", "create temporary table mine (a int)"),
    ("devseo_crawl", "select pg_read_file('/etc/passwd')"), ("devseo_crawl", "truncate pages"),
    ("devseo_crawl", "copy pages to program 'id'"), ("devseo_crawl", "select * from email_log"),
    ("devseo_cancel", "select * from pages"), ("devseo_cancel", "update crawl_jobs set score = 100"),
    ("devseo_cancel", "set role tester"), ("devseo_cleanup", "select email from users"),
    ("devseo_cleanup", "update crawl_jobs set score = 100"), ("devseo_cleanup", "delete from issue_summary"),
    ("devseo_cleanup", "delete from websites"), ("devseo_cleanup", "insert into pages default values"),
  ]

  @Test func `may do nothing but their own`() throws {
    try withTables { tables in
      for (role, statement) in Self.refused {
        let connection = try Connection(to: DatabaseAddress(parsing: tables.url(as: role)))
        let error = #expect(throws: PostgresError.self, "\(role): \(statement)") {
          try connection.execute(statement)
        }
        #expect(error?.state?.rawValue == "42501", "\(role): \(error?.description ?? "")")
      }
    }
  }

  @Test func `of one dispatcher may do it all`() throws {
    try withTables { tables in
      let job = try tables.job()
      let store = try tables.store(as: "devseo_worker")
      let run = try #require(try store.claim(job, by: .run()).run)
      _ = try run.written(CrawledSite().record())
      #expect(try store.cancel(job) == .over(status: "completed"))
      #expect(try store.sweep(Retention(keepDays: 1, keepLast: 0, batch: 1)) { false } == Sweep())
    }
  }
}

extension Tables {
  /// Gives a job one row in each table of details.
  func fill(_ job: String) throws {
    for statement in [
      "insert into pages (crawl_job_id, page_id, url, url_hash, outcome) values ($1, 1, 'u', '', 0)",
      "insert into links (crawl_job_id, src, dst, kind) values ($1, 1, 1, 0)",
      "insert into external_urls (crawl_job_id, ext_id, url) values ($1, 1, 'u')",
      "insert into issues (crawl_job_id, code, severity) values ($1, 'c', 1)",
      "insert into issue_summary (crawl_job_id, code, severity, affected, population) values ($1, 'c', 1, 1, 1)",
    ] { try owner.execute(statement, [.text(job)]) }
  }
}
