// A job that was claimed, from its crawl to its end in the database.

internal import Postgres

/// A claimed job.
public final class CrawlRun {
  /// Whether the crawl is still wanted.
  public enum Verdict: Sendable {
    /// Yes, as far as is known.
    case wanted
    /// It was cancelled: stop, and keep what there is.
    case cancelled
    /// Somebody else has the job: stop, and write nothing.
    case lost
  }

  /// The job.
  public let job: CrawlJob
  let database: Database
  private let watch: CrawlWatch

  init(
    _ job: CrawlJob, host: String?, _ database: Database, _ connection: Handover,
    _ notice: @escaping @Sendable (String) -> Void
  ) {
    self.job = job
    self.database = database
    watch = CrawlWatch(job, host: host, database, connection, notice)
    watch.start()
  }

  /// Notes how far the crawl is; the row learns it within a second.
  public func note(done: Int, found: Int) { watch.note(done: done, found: found) }

  /// Whether the crawl is still wanted; costs nothing to ask.
  public var verdict: Verdict {
    switch watch.verdict {
    case .wanted: .wanted
    case .cancelled: .cancelled
    case .lost: .lost
    }
  }

  /// Ends the watching.
  ///
  /// - Returns: A connection, when there is one that can be used.
  func stopWatching() -> Connection? { watch.stop() }

  deinit { _ = watch.stop() }

  // MARK: - Ends without a result

  /// Puts the job back, for the next run of its task.
  ///
  /// - Throws: ``StoreError``; the next run of the same task may claim the row nevertheless.
  public func putBack() throws(StoreError) { try end("update crawl_jobs set status = 'pending'", []) }

  /// Ends the job as failed.
  ///
  /// - Parameters:
  ///   - code: What went wrong, in one word.
  ///   - message: The same in one sentence.
  /// - Throws: ``StoreError``.
  public func fail(_ code: String, _ message: String) throws(StoreError) {
    try end(
      """
      update crawl_jobs set status = 'failed', error_code = $3, error_message = $4, finished_at = now()
      """, [.text(code), .text(Clip.text(message, characters: 1_000))])
  }

  private func end(_ update: String, _ values: [SQLValue]) throws(StoreError) {
    let spare = stopWatching()
    do throws(PostgresError) {
      let connection = try database.connection(unless: spare, within: .seconds(5))
      try connection.execute(
        update + " where id = $1 and fence = $2 and status = 'running'",
        [.text(job.id), SQLValue(job.fence)] + values, within: .seconds(5))
    } catch {
      throw StoreError(error)
    }
  }
}
