// What goes on between a crawl and its row while the site is read.

import Auditing
import Fixtures
import Glibc
import Postgres
import Testing

@testable import Store

@Suite struct `A claimed job` {
  @Test func `is told once a second how far the crawl is`() throws {
    try withTables { tables in
      let job = try tables.job(maxPages: 50)
      let run = try #require(try tables.store().claim(job, by: .run()).run)
      run.note(done: 10, found: 20)
      try tables.wait(for: "pages_done = 10 and pages_found = 20 and progress = 49", of: job)
      run.note(done: 11, found: 400)
      // More was found, so the share is smaller; what was shown is not taken back.
      try tables.wait(for: "pages_done = 11 and pages_found = 400 and progress = 49", of: job)
      run.note(done: 50, found: 400)
      try tables.wait(for: "progress = 99", of: job)
      let before = try tables.value("heartbeat_at", of: job)
      try tables.wait(for: "heartbeat_at > '\(before ?? "")'", of: job)
      #expect(run.verdict == .wanted)
    }
  }

  @Test func `is cancelled within a second`() throws {
    try withTables { tables in
      let job = try tables.job()
      let run = try #require(try tables.store().claim(job, by: .run()).run)
      try tables.wait(for: "heartbeat_at > started_at", of: job)
      let begun = ContinuousClock.now
      #expect(try tables.store(as: "devseo_cancel").cancel(job) == .told)
      try tables.waitUntil { run.verdict == .cancelled }
      // Called out, it takes milliseconds; a second is what the heartbeat alone would take.
      #expect(ContinuousClock.now - begun < .seconds(5))
    }
  }

  @Test func `is cancelled without a word, too`() throws {
    try withTables { tables in
      let job = try tables.job()
      let run = try #require(try tables.store().claim(job, by: .run()).run)
      try tables.set("cancel_requested = true", of: job)
      try tables.waitUntil { run.verdict == .cancelled }
    }
  }

  @Test func `that is somebody else's, or gone, is lost`() throws {
    try withTables { tables in
      for change in ["update crawl_jobs set fence = fence + 1", "delete from crawl_jobs"] {
        let job = try tables.job()
        let run = try #require(try tables.store().claim(job, by: .run()).run)
        try tables.owner.execute(change)
        try tables.waitUntil { run.verdict == .lost }
      }
    }
  }

  @Test func `is kept through a restart of the server`() throws {
    try withPostgresServer { server in
      let tables = try Tables(.ours, at: server.url())
      let job = try tables.job()
      let told = Told()
      let claim = try tables.store().claim(job, by: .run(host: "example.com"), notice: { told.add($0) })
      let run = try #require(claim.run)
      server.stop()
      run.note(done: 3, found: 5)
      try tables.waitUntil { told.lines.count == 1 }
      #expect(run.verdict == .wanted)
      try server.start()
      let after = try Tables.reconnected(at: server.url())
      try after.wait(for: "pages_done = 3", of: job)
      try tables.waitUntil { told.lines.count == 2 }
      #expect(told.lines[0].hasSuffix("; the crawl goes on") && told.lines[1] == "the database is back")
      // The host is locked again, and cancelling is heard again.
      let other = try after.job()
      #expect(try after.store().claim(other, by: .run("b", host: "example.com")).name == "host is busy")
      #expect(try after.store(as: "devseo_cancel").cancel(job) == .told)
      try tables.waitUntil { run.verdict == .cancelled }
      guard case .written = try run.finish(CrawledSite(.timeLimit).record(), as: .cancelled) else {
        Issue.record("nothing was written")
        return
      }
      #expect(try after.value("status", of: job) == "cancelled")
    }
  }

  @Test func `does not hold up a crawl whose database hangs`() throws {
    try withPostgresServer { server in
      let tables = try Tables(.ours, at: server.url())
      let job = try tables.job()
      let run = try #require(try tables.store().claim(job, by: .run()).run)
      try tables.wait(for: "heartbeat_at > started_at", of: job)
      let backend = try tables.owner.execute(
        "select pid from pg_stat_activity where application_name = 'store test'")[0].read("pid", as: Int.self)
      kill(pid_t(backend), SIGSTOP)
      defer { kill(pid_t(backend), SIGCONT) }
      let begun = ContinuousClock.now
      for number in 1...10_000 {
        run.note(done: number, found: number)
        #expect(run.verdict == .wanted)
      }
      #expect(ContinuousClock.now - begun < .seconds(2))
    }
  }

  @Test func `is put back or failed, once, by who has it`() throws {
    try withTables { tables in
      let job = try tables.job()
      let store = try tables.store()
      let first = try #require(try store.claim(job, by: .run()).run)
      try first.putBack()
      #expect(try tables.value("status || fence", of: job) == "pending1")
      let second = try #require(try store.claim(job, by: .run("task-2")).run)
      try first.fail("refused_target", "not ours any more")
      #expect(try tables.value("status", of: job) == "running")
      try second.fail("refused_target", "cannot crawl \u{0}: \(String(repeating: "é", count: 3_000))")
      #expect(
        try tables.value("status || ' ' || error_code || ' ' || length(error_message)", of: job)
          == "failed refused_target 1000")
      #expect(try store.claim(job, by: .run("task-2", fence: 9)).name == "finished failed by us")
    }
  }

  @Test(arguments: [
    (0, 0, 10, 0), (1, 1, 10, 99), (5, 20, 10, 49), (10, 9, 10, 99), (-3, 5, 5, 0), (7, 7, 0, 99),
  ])
  func `shows a share of 99 at most`(done: Int, found: Int, limit: Int, percent: Int) {
    #expect(CrawlWatch.percent(done: done, found: found, limit: limit) == percent)
  }
}
