// The pages that crawls keep for the next one, under the roles of the handlers.

import Auditing
import Postgres
import Testing

@testable import Store

@Suite struct `Pages that are kept` {
  private let home = KeptPage(
    validators: .init(etag: "\"1\"", lastModified: "Sun, 06 Nov 1994 08:49:37 GMT"), record: Array(0...255))
  private let other = KeptPage(validators: .init(etag: "W/\"\u{e9}\t\\\""), record: [])

  @Test(arguments: Schema.allCases) func `are there for the next crawl of the website`(schema: Schema) throws
  {
    try withTables(schema) { tables in
      let website = try tables.website()
      let first = try run(tables, of: website)
      #expect(try first.keptPages(by: "1", capacity: 1_000).isEmpty)
      try first.keep(
        ["https://a.example/": home, "https://a.example/b": other], confirmed: [], isWhole: true, by: "1")
      let second = try run(tables, of: website)
      #expect(
        try second.keptPages(by: "1", capacity: 1_000) == [
          "https://a.example/": home, "https://a.example/b": other,
        ])
      #expect(try second.keptPages(by: "2", capacity: 1_000).isEmpty)
      #expect(try second.keptPages(by: "1", capacity: 255).count <= 1)
      #expect(try run(tables, of: tables.website()).keptPages(by: "1", capacity: 1_000).isEmpty)
    }
  }

  @Test func `are replaced when they have changed, and forgotten when a whole crawl has not seen them`()
    throws
  {
    try withTables { tables in
      let run = try run(tables, of: tables.website())
      func kept() throws -> [String] { try run.keptPages(by: "1", capacity: 1_000).keys.sorted() }
      try run.keep(["a": home, "b": home, "c": home], confirmed: [], isWhole: true, by: "1")
      // In part: only what was read anew is another.
      try run.keep(["b": other], confirmed: ["a"], isWhole: false, by: "1")
      #expect(try run.keptPages(by: "1", capacity: 1_000) == ["a": home, "b": other, "c": home])
      try run.keep(["d": home], confirmed: ["b"], isWhole: true, by: "1")
      #expect(try kept() == ["b", "d"])
      // Those of an earlier reader go as well.
      try run.keep(["b": home], confirmed: [], isWhole: true, by: "2")
      #expect(try kept() == [])
      try run.keep([:], confirmed: [], isWhole: true, by: "2")
      #expect(try tables.count("page_cache") == 0)
    }
  }

  @Test(arguments: Schema.allCases) func `go with their website, or when nobody crawls it any more`(
    schema: Schema
  ) throws {
    try withTables(schema) { tables in
      let jobs = try (0..<3).map { _ in try tables.job() }
      for job in jobs {
        let run = try #require(try tables.store().claim(job, by: .run()).run)
        try run.keep(["a": home], confirmed: [], isWhole: true, by: "1")
        try tables.set("status = 'completed', finished_at = now() - interval '89 days'", of: job)
      }
      try tables.set("finished_at = now() - interval '91 days'", of: jobs[0])
      let sweep = try tables.store(as: "devseo_cleanup").sweep(Retention(keepDays: 90, keepLast: 2, batch: 3))
      { false }
      #expect(sweep.removedRows == 1 && sweep.isComplete)
      #expect(try tables.count("page_cache") == 2)
      try tables.owner.execute(
        "delete from websites where id = (select website_id from crawl_jobs where id = $1)", [.text(jobs[1])])
      #expect(try tables.count("page_cache") == 1)
    }
  }

  private func run(_ tables: Tables, of website: String) throws -> CrawlRun {
    try #require(try tables.store().claim(tables.job(of: website), by: .run()).run)
  }
}
