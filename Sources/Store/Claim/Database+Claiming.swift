// Claiming a job. Its life:
//
// 1. the row is looked at; whoever has nothing to do there learns it at once
// 2. the host is locked, for as long as the connection lives
// 3. in one transaction the row is looked at again, locked, and taken under a fence that is higher than all before
// 4. the connection goes to the watch, which keeps the row warm until the crawl ends

internal import Postgres

extension Database {
  /// Asks for a job.
  ///
  /// - Parameters:
  ///   - id: Its key; any text.
  ///   - claimant: Who asks.
  ///   - notice: Told when the database cannot be reached during the crawl, and when it can again.
  /// - Returns: The job, or the reason why there is nothing to do.
  /// - Throws: ``StoreError``; nothing has been claimed then, or the same task may claim it again.
  public func claim(
    _ id: String, by claimant: Claimant, notice: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(StoreError) -> Claim {
    do throws(PostgresError) {
      let connection = try connection()
      guard let row = try JobRow.find(id, locked: false, on: connection) else { return .absent }
      switch row.standing(for: claimant) {
      case .over(let isOwn):
        return .finished(FinishedJob(status: row.status, isOwn: isOwn, summary: row.summary))
      case .running: return .running(worker: row.worker)
      case .claimable, .toBeCancelled: break
      }
      if let host = claimant.host, try !connection.lock(host: host) { return .hostIsBusy }
      let taken = try connection.transaction(repeats: 3) { () throws(PostgresError) in
        try Self.take(row.id, for: claimant, on: connection)
      }
      guard case .job(let job) = taken else { return taken.claim }
      try connection.listen(to: Channel.cancel)
      return .claimed(CrawlRun(job, host: claimant.host, self, Handover(connection), notice))
    } catch {
      if error.isAboutKey { return .malformed }
      throw StoreError(error)
    }
  }

  /// What a transaction has made of the row.
  private enum Taken {
    case job(CrawlJob)
    case nothing(Claim)

    var claim: Claim {
      switch self {
      case .job: .absent
      case .nothing(let claim): claim
      }
    }
  }

  private static func take(
    _ id: String, for claimant: Claimant, on connection: Connection
  ) throws(PostgresError) -> Taken {
    guard let row = try JobRow.find(id, locked: true, on: connection) else { return .nothing(.absent) }
    switch row.standing(for: claimant) {
    case .over(let isOwn):
      return .nothing(.finished(FinishedJob(status: row.status, isOwn: isOwn, summary: row.summary)))
    case .running: return .nothing(.running(worker: row.worker))
    case .toBeCancelled:
      try connection.execute(
        "update crawl_jobs set status = 'cancelled', fence = fence + 1, finished_at = now() where id = $1",
        [.text(id)])
      return .nothing(.cancelled)
    case .claimable: break
    }
    let sql = """
      update crawl_jobs set status = 'running', attempt = attempt + 1, task_id = $2, fence = greatest(fence + 1, $3),
        worker = $4, started_at = coalesce(started_at, now()), heartbeat_at = now(), outcome = null,
        error_code = null, error_message = null,
        previous_job_id = (
          select p.id from crawl_jobs p
          where p.website_id = crawl_jobs.website_id and p.id <> crawl_jobs.id and p.status = 'completed'
            and p.outcome in ('ok', 'partial_limit', 'partial_deadline') and p.detail_purged_at is null
          order by p.finished_at desc limit 1)
      where id = $1
      returning fence, attempt, previous_job_id::text as previous
      """
    let rows = try connection.execute(
      sql, [.text(id), SQLValue(claimant.taskID), SQLValue(claimant.fence), .text(claimant.worker)])
    guard let claimed = rows.first else { return .nothing(.absent) }
    return .job(
      CrawlJob(
        id: row.id, fence: try claimed.read("fence"), attempt: try claimed.read("attempt"),
        maxPages: row.maxPages, websiteID: row.websiteID, domain: row.domain, isVerified: row.isVerified,
        previousID: try claimed.read("previous")))
  }
}

/// The channels that are called out on, with the job's id as the word.
enum Channel {
  /// A running job is to be cancelled.
  static let cancel = "crawl_cancel"
  /// A job is completed or cancelled, and its rows are there.
  static let done = "crawl_done"
}

extension Connection {
  /// Locks a host until the connection ends; false: another connection has it.
  ///
  /// A run that has just died may still be known to the server, so it waits for a moment.
  func lock(host: String) throws(PostgresError) -> Bool {
    try execute("select set_config('lock_timeout', '2s', false)")
    do throws(PostgresError) {
      try execute("select pg_advisory_lock(hashtextextended('crawl:' || $1, 0))", [.text(host)])
    } catch {
      guard error.state == .lockNotAvailable else { throw error }
      return false
    }
    try execute("select set_config('lock_timeout', '5s', false)")
    return true
  }

  /// Locks a host if nobody has it.
  func lockIfFree(host: String) throws(PostgresError) {
    try execute("select pg_try_advisory_lock(hashtextextended('crawl:' || $1, 0))", [.text(host)])
  }
}
