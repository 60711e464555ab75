// What happens to the last transaction when the database goes away in the middle of it.

import Auditing
import Fixtures
import Glibc
import JSONText
import Postgres
import Testing

@testable import Store

@Suite struct `Writing a crawl` {
  /// A site that takes the server a while.
  private static func large() throws -> CrawledSite {
    var crawled = try CrawledSite()
    for number in 0..<300 {
      try crawled.page("/\(number)", title: nil, links: (0..<100).map { "/\($0 * 7 % 300)" })
    }
    return crawled
  }

  @Test func `is done again when its connection is cut, as often as that is`() throws {
    try withTables { tables in
      let job = try tables.job()
      let run = try #require(try tables.store().claim(job, by: .run()).run)
      let record = try Self.large().record()
      let address = tables.url
      // Cut three times, at whatever step it is.
      let cutter: @Sendable () throws -> Int = {
        let connection = try Connection(to: DatabaseAddress(parsing: address))
        var cut = 0
        for _ in 0..<4_000 where cut < 3 {
          cut += try connection.execute(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name = 'store test' and state = 'active'
              and query ilike 'copy%'
            """
          ).count
          poll(nil, 0, 2)
        }
        return cut
      }
      let box = ResultsBox<Int>()
      #expect(SideThread.start { box.store(0, Swift.Result { try cutter() }) })
      _ = try run.written(record)
      #expect(try tables.details(of: job).prefix(2) == [300, 300 * 100])
      #expect(try tables.value("status", of: job) == "completed")
      // It must have been cut, or nothing was shown.
      #expect(try box.all(1)[0].get() > 0)
    }
  }

  @Test func `waits for a server that restarts`() throws {
    try withPostgresServer { server in
      let tables = try Tables(.ours, at: server.url())
      let job = try tables.job()
      let run = try #require(try tables.store().claim(job, by: .run()).run)
      let record = try Self.large().record()
      // A lock holds the writing up in its middle, until the server is gone.
      try tables.owner.execute("begin")
      try tables.owner.execute("lock table issues in access exclusive mode")
      let restarting: @Sendable () throws -> Int = {
        for _ in 0..<4_000 {
          let waiting = try server.psql("select count(*) from pg_locks where not granted")
          if waiting != "0" { break }
          poll(nil, 0, 2)
        }
        try server.restart()
        return 0
      }
      let box = ResultsBox<Int>()
      #expect(SideThread.start { box.store(0, Swift.Result { try restarting() }) })
      _ = try run.written(record)
      _ = try box.all(1)[0].get()
      let after = try Tables.reconnected(at: server.url())
      #expect(try after.details(of: job).prefix(2) == [300, 300 * 100])
      #expect(try after.value("status", of: job) == "completed")
    }
  }

  @Test func `gives up in time, and leaves nothing`() throws {
    try withPostgresServer { server in
      let tables = try Tables(.ours, at: server.url())
      let job = try tables.job()
      let run = try #require(try tables.store().claim(job, by: .run()).run)
      server.stop()
      let error = #expect(throws: StoreError.self) {
        try run.finish(CrawledSite().record(), as: .completed, patience: .seconds(1))
      }
      #expect(error == .unavailable(error?.description ?? ""))
      try server.start()
      let after = try Tables.reconnected(at: server.url())
      #expect(try after.details(of: job) == [0, 0, 0, 0, 0])
      // The next run of the task takes it from there.
      let next = try #require(try after.store().claim(job, by: .run(fence: 2)).run)
      _ = try next.written(Self.large().record())
      #expect(try after.value("status", of: job) == "completed")
    }
  }

  @Test func `that fails for good leaves nothing`() throws {
    try withTables { tables in
      let job = try tables.job()
      let run = try #require(try tables.store().claim(job, by: .run()).run)
      try tables.owner.execute("alter table issue_summary add constraint none check (affected < 0)")
      let error = #expect(throws: StoreError.self) { try run.written(Self.large().record()) }
      #expect(error == .failed(error?.description ?? ""))
      #expect(try tables.details(of: job) == [0, 0, 0, 0, 0])
      #expect(try tables.value("status", of: job) == "running")
    }
  }
}
