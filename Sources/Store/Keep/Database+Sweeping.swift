// The sweep: in small transactions, so that nobody waits for it, and by rows that nobody else has locked, so that two at
// once do no harm.

internal import Postgres

extension Database {
  /// Ends and removes what is due.
  ///
  /// - Parameters:
  ///   - terms: How long what is kept.
  ///   - isOver: Asked between two transactions; once it says true the rest is left for the next time.
  /// - Returns: What was done.
  /// - Throws: ``StoreError``; what was done before stays done.
  public func sweep(_ terms: Retention, isOver: () -> Bool) throws(StoreError) -> Sweep {
    try withConnection { connection throws(PostgresError) in
      var sweep = Sweep()
      sweep.endedJobs = try Self.endDeserted(on: connection)
      while try Self.purge(terms, &sweep, on: connection) {
        if isOver() { return sweep.incomplete }
      }
      while try Self.removeUsers(terms.batch, &sweep, on: connection) {
        if isOver() { return sweep.incomplete }
      }
      while try Self.removeOrphan(&sweep, on: connection) {
        if isOver() { return sweep.incomplete }
      }
      while try Self.removeCache(terms, &sweep, on: connection) {
        if isOver() { return sweep.incomplete }
      }
      while try Self.removeMail(&sweep, on: connection) {
        if isOver() { return sweep.incomplete }
      }
      return sweep
    }
  }

  /// Ends jobs whose run is dead and whose message does not come back.
  private static func endDeserted(on connection: Connection) throws(PostgresError) -> Int {
    try connection.execute(
      """
      update crawl_jobs set fence = fence + 1, finished_at = now(),
        status = case when cancel_requested then 'cancelled' else 'failed' end,
        error_code = case when cancel_requested then error_code else 'lease_expired' end,
        error_message = case when cancel_requested then error_message
          else 'the crawl was begun and nobody was heard of any more' end
      where id in (
        select id from crawl_jobs
        where (status = 'running' and heartbeat_at < now() - make_interval(secs => $1))
          or (status = 'pending' and attempt > 0 and heartbeat_at < now() - make_interval(secs => $2))
        for update skip locked)
      """, [SQLValue(Retention.leaseSeconds), SQLValue(Retention.waitSeconds)]
    ).affected
  }

  /// Removes the details of one batch of old crawls; false: there was none.
  private static func purge(
    _ terms: Retention, _ sweep: inout Sweep, on connection: Connection
  ) throws(PostgresError) -> Bool {
    let (jobs, rows) = try connection.transaction(repeats: 3) { () throws(PostgresError) in
      let due = try connection.execute(
        """
        select j.id::text as id from crawl_jobs j
        where j.detail_purged_at is null and j.finished_at < now() - make_interval(days => $1)
          and j.status in ('completed', 'failed', 'cancelled')
          and (j.status <> 'completed' or $2 <= (
            select count(*) from crawl_jobs later where later.website_id = j.website_id
              and later.status = 'completed' and (later.finished_at, later.id) > (j.finished_at, j.id)))
          and not exists (select from crawl_jobs r where r.previous_job_id = j.id and r.status = 'running')
        order by j.finished_at limit $3 for update of j skip locked
        """, [SQLValue(terms.keepDays), SQLValue(terms.keepLast), SQLValue(terms.batch)])
      var removed = 0
      for row in due {
        let id = try row.read("id", as: String.self)
        removed += try removeDetails(of: id, on: connection)
        try connection.execute("update crawl_jobs set detail_purged_at = now() where id = $1", [.text(id)])
      }
      return (due.count, removed)
    }
    sweep.purgedJobs += jobs
    sweep.removedRows += rows
    return jobs > 0
  }

  /// Removes the details of one crawl that is gone; false: there was none.
  private static func removeOrphan(
    _ sweep: inout Sweep, on connection: Connection
  ) throws(PostgresError) -> Bool {
    // From one crawl to the next along the key, without looking at each of its pages.
    let found = try connection.execute(
      """
      with recursive job as (
        (select crawl_job_id as id from pages order by 1 limit 1)
        union all
        select (select crawl_job_id from pages where crawl_job_id > job.id order by 1 limit 1)
        from job where job.id is not null)
      select id::text as id from job where id is not null and not exists (select from crawl_jobs c where c.id = job.id)
      limit 1
      """)
    guard let row = found.first else { return false }
    let id = try row.read("id", as: String.self)
    sweep.removedRows += try connection.transaction(repeats: 3) { () throws(PostgresError) in
      try removeDetails(of: id, on: connection)
    }
    sweep.orphanedJobs += 1
    return true
  }

  private static func removeDetails(of id: String, on connection: Connection) throws(PostgresError) -> Int {
    var removed = 0
    for table in ["links", "issues", "external_urls", "pages"] {
      removed += try connection.execute("delete from \(table) where crawl_job_id = $1", [.text(id)]).affected
    }
    return removed
  }

  /// Removes some users who have left; their websites and jobs go with them, the details as those of jobs that are gone.
  private static func removeUsers(
    _ batch: Int, _ sweep: inout Sweep, on connection: Connection
  ) throws(PostgresError) -> Bool {
    do throws(PostgresError) {
      let removed = try connection.execute(
        """
        delete from users where id in (
          select id from users where deleted_at < now() - make_interval(days => $1) limit $2 for update skip locked)
        """, [SQLValue(Retention.userDays), SQLValue(batch)]
      ).affected
      sweep.removedUsers += removed
      return removed > 0
    } catch {
      // A table of the API's own refers to one of them: then users are the API's to remove.
      guard error.state == .foreignKeyViolation else { throw error }
      return false
    }
  }

  /// Removes some kept pages of websites that were not crawled for so long that hardly one is as it was.
  private static func removeCache(
    _ terms: Retention, _ sweep: inout Sweep, on connection: Connection
  ) throws(PostgresError) -> Bool {
    let removed = try connection.execute(
      """
      delete from page_cache where (website_id, url_hash) in (
        select c.website_id, c.url_hash from page_cache c
        where not exists (select from crawl_jobs j where j.website_id = c.website_id
          and (j.finished_at > now() - make_interval(days => $1) or j.status = 'running'))
        limit 5000)
      """, [SQLValue(terms.keepDays)]
    ).affected
    sweep.removedRows += removed
    return removed > 0
  }

  private static func removeMail(_ sweep: inout Sweep, on connection: Connection) throws(PostgresError)
    -> Bool
  {
    let removed = try connection.execute(
      """
      delete from email_log where id in (
        select id from email_log where created_at < now() - make_interval(days => $1)
        order by created_at limit 5000 for update skip locked)
      """, [SQLValue(Retention.mailDays)]
    ).affected
    sweep.removedMails += removed
    return removed > 0
  }
}

extension Sweep {
  fileprivate var incomplete: Sweep {
    var sweep = self
    sweep.isComplete = false
    return sweep
  }
}
