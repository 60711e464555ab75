// The end of a crawl in the database: all of it or nothing, once.

import Auditing
import Fixtures
import JSONText
import Postgres
import Testing

@testable import Store

@Suite struct `A finished crawl` {
  @Test(arguments: Schema.allCases) func `is in the tables`(schema: Schema) throws {
    try withTables(schema) { tables in
      let job = try tables.job()
      let run = try #require(try tables.store().claim(job, by: .run()).run)
      let score = CrawlRecord.Score(overall: 87, categories: ["links": 90.5], gains: ["title-missing": 2.5])
      let summary = try run.written(Self.site().record(score: score))
      #expect(summary["crawl_job_id"] == .string(job) && summary["pages"] == 4 && summary["diff"] == nil)

      let row =
        "status || ' ' || outcome || ' ' || score || ' ' || progress || ' ' || pages_done || ' ' || pages_found"
      #expect(try tables.value(row, of: job) == "completed ok 87 100 4 4")
      #expect(try tables.value("category_scores", of: job) == "{\"links\": 90.5}")
      #expect(try tables.value("coverage", of: job) == "1")
      #expect(try tables.value("summary", of: job).map { try JSON(parsing: $0) } == summary)
      #expect(try tables.value("errors || ' ' || warnings || ' ' || notices", of: job) != nil)

      #expect(
        try tables.rows(
          "select page_id, outcome, reason, status, indexable, redirect_to, inlinks, outlinks, ext_links from pages where crawl_job_id = $1 order by 1",
          job) == [
            "1 0 0 200 t - 1 3 1", "2 0 0 200 t - 1 1 0", "3 1 5 301 f 2 1 0 0", "4 2 6 404 f - 1 0 0",
          ])
      #expect(
        try tables.rows(
          "select src, dst, kind, flags, n, anchor from links where crawl_job_id = $1 order by 1, 2, 3", job)
          == [
            "1 -1 0 0 1 to https://example.org/x", "1 2 0 0 1 to /a", "1 3 0 0 1 to /old",
            "1 4 0 0 1 to /gone",
            "2 1 0 0 1 to /", "3 2 1 0 1 -",
          ])
      #expect(
        try tables.rows(
          "select ext_id, url, verdict, status, refs, kind, is_internal, reason from external_urls where crawl_job_id = $1",
          job)
          == ["1 https://example.org/x 2 404 1 0 f it is gone"])
      let page = try tables.rows(
        "select encode(url_hash, 'hex'), url, title, lang, words from pages where crawl_job_id = $1 and page_id = 1",
        job)
      // The first half of the digest as sha256sum(1) gives it.
      #expect(page == ["0f115db062b7c0dd030b16878c99dea5 https://example.com/ Home of the site en 300"])
      // Without words there is nothing to compare; a text that has some is known by its bits, signed or not.
      #expect(
        try tables.rows(
          """
          select title_len, title_px, encode(content_hash, 'hex'), simhash from pages where crawl_job_id = $1 order by page_id
          """, job) == ["16 146 - -", "- - 00000000000000ff -1", "- - - -", "- - - -"])
      #expect(
        try tables.rows(
          "select code, severity, affected, gain from issue_summary where crawl_job_id = $1 and code in ('title-missing', 'page-4xx') order by 1",
          job)
          == ["page-4xx 1 1 -", "title-missing 1 1 2.5"])
      #expect(
        try tables.rows(
          "select examples from issue_summary where crawl_job_id = $1 and code = 'page-4xx'", job) == ["{4}"])
      #expect(
        try tables.count("issues", of: job)
          == Int(try tables.rows("select sum(affected) from issue_summary where crawl_job_id = $1", job)[0]))
    }
  }

  private static func site() throws -> CrawledSite {
    var crawled = try CrawledSite()
    try crawled.page(
      "/", title: "Home of the site", links: ["/a", "/old", "/gone", "https://example.org/x"])
    try crawled.page("/a", title: nil, links: ["/"])
    try crawled.page("/old") { page in
      page.fetch = Fetch(outcome: .redirect, status: 301)
      page.facts = nil
    }
    var sketch = TextSketch()
    (sketch.words, sketch.simhash, sketch.textHash) = (300, .max, 255)
    crawled.site.pages[1].facts?.sketch = sketch
    crawled.site.pages[2].fetch.target = crawled.site.pages[1].address
    try crawled.page("/gone") { page in
      page.fetch = Fetch(outcome: .clientError, status: 404)
      page.facts = nil
    }
    for position in 1...3 {
      crawled.site.pages[position].isLinked = true
      crawled.site.pages[position].referrers = [.init(page: 0, reference: .link)]
      crawled.site.pages[position].referrerCount = 1
    }
    let external = try #require(crawled.site.pages[0].facts?.links.last?.address)
    var checked = CheckedURL(address: external, kind: .link, isInternal: false, verdict: .broken)
    (checked.status, checked.reason, checked.referrerCount) = (404, "it is gone", 1)
    crawled.site.checked = [checked]
    return crawled
  }

  @Test func `that is written twice is there once`() throws {
    try withTables { tables in
      let job = try tables.job()
      let run = try #require(try tables.store().claim(job, by: .run()).run)
      let record = try Self.site().record()
      let first = try run.written(record)
      let rows = try tables.details(of: job)
      // As after a commit whose answer was lost: the row says that it is done, and by whom.
      #expect(try run.written(record) == first)
      #expect(try tables.details(of: job) == rows)
      // And what an earlier attempt has left is not added to.
      try tables.set("status = 'running'", of: job)
      #expect(try run.written(record) == first)
      #expect(try tables.details(of: job) == rows)
    }
  }

  @Test func `that was cancelled keeps what it has`() throws {
    try withTables { tables in
      let job = try tables.job()
      let run = try #require(try tables.store().claim(job, by: .run()).run)
      var crawled = try CrawledSite(.timeLimit)
      try crawled.page("/")
      crawled.site.unread = 3
      _ = try run.written(crawled.record(), as: .cancelled)
      #expect(
        try tables.value(
          "status || ' ' || coalesce(outcome, '-') || ' ' || (progress < 100) || ' ' || coverage", of: job)
          == "cancelled - true 0.25")
      #expect(try tables.count("pages", of: job) == 1)
    }
  }

  private static let outcomes: [(Site.Outcome, String)] = [
    (.complete, "ok"), (.pageLimit, "partial_limit"), (.timeLimit, "partial_deadline"),
    (.blocked, "blocked"), (.throttled, "throttled"), (.unreachable, "unreachable"),
    (.robotsDisallowed, "robots_disallowed"), (.robotsUnreachable, "robots_unreachable"),
    (.offsiteRedirect, "offsite_redirect"),
  ]

  @Test func `has the outcome by the table's name, and a score if pages were read`() throws {
    try withTables { tables in
      for (outcome, stored) in Self.outcomes {
        let job = try tables.job()
        let run = try #require(try tables.store().claim(job, by: .run()).run)
        _ = try run.written(CrawledSite(outcome).record(score: .init(overall: 50)))
        let isRead = outcome == .complete || outcome.isPartial
        #expect(
          try tables.value("outcome || ' ' || coalesce(score::text, '-')", of: job)
            == "\(stored) \(isRead ? "50" : "-")")
      }
    }
  }

  @Test func `is called out`() throws {
    try withTables { tables in
      try tables.owner.listen(to: "crawl_done")
      let job = try tables.job()
      let run = try #require(try tables.store().claim(job, by: .run()).run)
      _ = try run.written(CrawledSite().record())
      let called = try tables.owner.notifications(within: .seconds(10))
      #expect(called.map(\.payload) == [job])
    }
  }

  @Test func `is compared with the one before`() throws {
    try withTables { tables in
      let website = try tables.website()
      let store = try tables.store()
      func crawl(_ titles: [String: String?], _ outcome: Site.Outcome = .complete) throws -> (String, JSON) {
        let job = try tables.job(of: website)
        let run = try #require(store.claim(job, by: .run(job)).run)
        var crawled = try CrawledSite(outcome)
        for (path, title) in titles.sorted(by: { $0.key < $1.key }) { try crawled.page(path, title: title) }
        return (job, try run.written(crawled.record()))
      }
      func counts(_ job: String) throws -> [String] {
        try tables.rows(
          "select affected, new_count, fixed_count from issue_summary where crawl_job_id = $1 and code = 'title-missing'",
          job)
      }
      let fine = "A title that nothing is wrong with"
      let (first, alone) = try crawl(["/": nil, "/a": nil, "/b": fine, "/c": nil])
      #expect(alone["diff"] == nil)
      #expect(try counts(first) == ["3 - -"])
      // /a was mended, /b has got worse, / and /c stay.
      let (second, changed) = try crawl(["/": nil, "/a": fine + " a", "/b": nil, "/c": nil])
      #expect(try counts(second) == ["3 1 1"])
      #expect(changed["diff"]?["issues"]?["title-missing"] == ["new": 1, "fixed": 1, "still": 2])
      #expect(changed["diff"]?["previous_job_id"] == .string(first))
      // A crawl that did not get to /c does not know what became of it.
      let (third, partial) = try crawl(["/": nil, "/a": fine + " a", "/b": fine], .pageLimit)
      #expect(try counts(third) == ["1 0 1"])
      #expect(partial["diff"]?["issues"]?["title-missing"] == ["new": 0, "fixed": 1, "still": 1])
      // Gone altogether: the rule has a row that says so.
      let (fourth, mended) = try crawl(["/": fine])
      #expect(try counts(fourth) == ["0 0 1"])
      #expect(mended["diff"]?["previous_job_id"] == .string(third))
      // What was not read is nothing to compare with.
      _ = try crawl([:], .unreachable)
      let (sixth, same) = try crawl(["/": fine])
      #expect(same["diff"]?["previous_job_id"] == .string(fourth) && same["diff"]?["new"] == 0)
      try tables.set("detail_purged_at = now()", of: fourth)
      try tables.set("detail_purged_at = now()", of: sixth)
      #expect(try crawl(["/": nil]).1["diff"]?["previous_job_id"] != .string(sixth))
    }
  }

  @Test func `may say anything`() throws {
    try withTables { tables in
      let job = try tables.job()
      let run = try #require(try tables.store().claim(job, by: .run()).run)
      var crawled = try CrawledSite()
      let hostile = [
        "\u{0}", "a\tb\nc\rd\\N\\.\\", "'; drop table pages; --", "\u{FFFE}\u{10FFFF}", "\u{202E}\u{200D}",
        String(repeating: "e\u{301}\u{302}", count: 5_000),
        "e" + String(repeating: "\u{301}", count: 1_000_000),
        String(repeating: "👩‍👩‍👧‍👦", count: 3_000), "\\x00", "{\"a\": \"\\u0000\"}", "",
      ]
      for (number, text) in hostile.enumerated() {
        try crawled.page(
          "/\(number)?\(String(repeating: "x", count: number * 400))", title: text, links: ["/0?"]
        ) {
          $0.facts?.descriptions = [text]
          $0.facts?.lang = text
          $0.facts?.links[0].anchor = text
          $0.fetch.reason = text
          $0.fetch.validators = .init(etag: text, lastModified: text)
          $0.fetch.mediaType = text
          $0.fetch.status = Int.max
          $0.fetch.totalSeconds = .infinity
        }
      }
      var record = crawled.record()
      record.summary = ["a\0b": .string("\0")]
      _ = try run.written(record)
      #expect(try tables.count("pages", of: job) == hostile.count)
      #expect(
        try tables.rows(
          "select title from pages where crawl_job_id = $1 and page_id in (1, 3, 5) order by page_id", job)
          == ["\u{FFFD}", hostile[2], hostile[4]])
      let longest = try tables.rows(
        """
        select max(octet_length(url)) as a, max(char_length(title)) <= 4000 as b, max(octet_length(lang)) <= 400 as c,
          max(status) as d, max(total_ms) as e,
          (select max(octet_length(anchor)) from links where crawl_job_id = $1) <= 800 as f
        from pages where crawl_job_id = $1
        """, job)
      #expect(longest == ["2083 t t 32767 2147483647 t"])
    }
  }

  @Test func `is of no use when the job is gone`() throws {
    try withTables { tables in
      let job = try tables.job()
      let run = try #require(try tables.store().claim(job, by: .run()).run)
      try tables.owner.execute("delete from websites")
      guard case .lost = try run.finish(CrawledSite().record(), as: .completed) else {
        Issue.record("it was written all the same")
        return
      }
      #expect(try tables.count("pages") == 0)
    }
  }
}

extension CrawlRun {
  /// Writes, and gives the stored summary.
  func written(_ record: CrawlRecord, as end: End = .completed) throws -> JSON {
    guard case .written(let summary) = try finish(record, as: end) else {
      throw Unready(description: "the job is lost")
    }
    return summary
  }
}

extension Tables {
  /// The rows of a query about a job: fields as text, `-` for null, with blanks between.
  func rows(_ sql: String, _ job: String) throws -> [String] {
    let rows = try owner.execute(sql, [.text(job)])
    return try rows.map { row in
      try rows.columns.map { try row.field($0).text ?? "-" }.joined(separator: " ")
    }
  }

  /// How many rows of details a job has, table by table.
  func details(of job: String) throws -> [Int] { try CrawlRun.tables.map { try count($0, of: job) } }
}
