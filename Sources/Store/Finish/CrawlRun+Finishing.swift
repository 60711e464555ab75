// The end of a crawl in the database: one transaction, in which all of it is written or nothing.
//
// 1. the row is locked; another fence, or none: somebody else has the job, and nothing is written
// 2. what an earlier attempt may have left is removed; pages, links, checked URLs and findings are copied in
// 3. the findings are compared with those of the crawl before
// 4. the row gets its end, and whoever listens is told
//
// A connection that ends, a server that restarts, a deadlock: all of it again on a new connection. When nobody knows
// whether the commit was done, the row tells: it is over, and its fence is ours.

public import JSONText

internal import Auditing
internal import Postgres

extension CrawlRun {
  /// As what a job ends that has a result.
  public enum End: String, Sendable {
    /// It was done.
    case completed
    /// It was stopped, and keeps what it had.
    case cancelled
  }

  /// What came of writing.
  public enum Finish: Sendable {
    /// It is in the database; the summary as it is there.
    case written(JSON)
    /// Somebody else has the job; nothing was written.
    case lost
  }

  private static let mostAttempts = 6

  /// Writes what the crawl has found, and ends the job.
  ///
  /// - Parameters:
  ///   - record: What was found.
  ///   - end: As what the job ends.
  ///   - patience: How long a database that is away is waited for.
  ///   - isOver: Asked before each wait; once it says true there is none.
  /// - Returns: The summary as it is stored, or that the job is somebody else's.
  /// - Throws: ``StoreError``; nothing has been written then.
  public func finish(
    _ record: CrawlRecord, as end: End, patience: Duration = .seconds(60), isOver: () -> Bool = { false }
  ) throws(StoreError) -> Finish {
    let deadline = ContinuousClock.now + patience
    var spare = stopWatching()
    var attempts = 0
    var pause = Duration.milliseconds(200)
    while true {
      do throws(PostgresError) {
        let connection = try database.connection(unless: spare)
        spare = nil
        attempts += 1
        return try connection.transaction { () throws(PostgresError) in
          try write(record, end, on: connection)
        }
      } catch {
        let isLast = attempts >= Self.mostAttempts || ContinuousClock.now + pause > deadline || isOver()
        guard error.recovery != .permanent, !isLast else { throw StoreError(error) }
        Wakeup().wait(upTo: pause)
        pause = min(pause * 2, .seconds(5))
      }
    }
  }

  private func write(
    _ record: CrawlRecord, _ end: End, on connection: Connection
  ) throws(PostgresError) -> Finish {
    let rows = try connection.execute(
      """
      select status::text as status, fence, summary::jsonb as summary from crawl_jobs where id = $1
      for no key update
      """, [.text(job.id)])
    guard let row = rows.first, try row.read("fence", as: Int.self) == job.fence else { return .lost }
    let status = try row.read("status", as: String.self)
    guard status == "running" else {
      // An earlier attempt was committed after all.
      return status == end.rawValue ? .written(try row.read("summary", as: JSON?.self) ?? .null) : .lost
    }
    for table in Self.tables {
      try connection.execute("delete from \(table) where crawl_job_id = $1", [.text(job.id)])
    }
    let issues = IssueRows(audit: record.audit, gains: record.score?.gains ?? [:])
    try copy(record, issues, on: connection)
    let difference =
      end == .completed && record.isReading
      ? try Difference.find(job, isWhole: record.site.outcome == .complete, on: connection) : nil
    try connection.copy(
      into: "issue_summary", columns: IssueRows.summaryColumns, rows: issues.summaries(job.id, difference))
    let summary = summary(record, difference)
    try conclude(record, end, issues, summary, on: connection)
    return .written(summary)
  }

  /// The tables that hold what a crawl found.
  static let tables = ["pages", "links", "external_urls", "issues", "issue_summary"]

  private func copy(
    _ record: CrawlRecord, _ issues: IssueRows, on connection: Connection
  ) throws(PostgresError) {
    let links = LinkRows(record.site)
    let pages = PageRows(record.site, record.audit.indexability, links)
    try connection.copy(into: "pages", columns: PageRows.columns, rows: pages.values(job.id))
    try connection.copy(into: "links", columns: LinkRows.columns, rows: links.values(job.id, record.site))
    try connection.copy(
      into: "external_urls", columns: CheckedRows.columns, rows: CheckedRows.values(job.id, record.site))
    try connection.copy(into: "issues", columns: IssueRows.columns, rows: issues.values(job.id))
  }

  private func summary(_ record: CrawlRecord, _ difference: Difference?) -> JSON {
    var members = record.summary.object ?? [:]
    members["crawl_job_id"] = .string(job.id)
    if let difference { members["diff"] = difference.json }
    return .object(members)
  }

  private func conclude(
    _ record: CrawlRecord, _ end: End, _ issues: IssueRows, _ summary: JSON, on connection: Connection
  ) throws(PostgresError) {
    let score = record.isReading ? record.score : nil
    let read = record.site.pages.count { $0.fetch.outcome != .blockedByRobots }
    try connection.execute(
      """
      update crawl_jobs set status = $3, outcome = $4, score = $5, category_scores = $6, errors = $7, warnings = $8,
        notices = $9, coverage = $10, summary = $11, pages_done = $12, pages_found = $13,
        progress = greatest(progress, $14), heartbeat_at = now(), finished_at = now()
      where id = $1 and fence = $2 and status = 'running'
      """,
      [
        .text(job.id), SQLValue(job.fence), .text(end.rawValue),
        end == .completed ? .text(record.site.outcome.stored) : .null, SQLValue(score?.overall),
        score.map { .json(.object($0.categories.mapValues(JSON.double))) } ?? .null,
        SQLValue(issues.count(.error)), SQLValue(issues.count(.warning)), SQLValue(issues.count(.notice)),
        SQLValue(record.coverage), .json(summary), SQLValue(read), SQLValue(read + record.site.unread),
        end == .completed ? 100 : 0,
      ])
    try connection.notify(Channel.done, job.id)
  }
}
