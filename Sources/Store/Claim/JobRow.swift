// The row of a job as a claim sees it, and what that means for whom.

internal import JSONText
internal import Postgres

/// One row of `crawl_jobs`.
struct JobRow {
  var id: String
  var status: String
  var taskID: String?
  var fence: Int
  var worker: String?
  var isCancelRequested: Bool
  /// Running, and not heard of for two minutes.
  var isStale: Bool
  var summary: JSON?
  var maxPages: Int
  var websiteID: String
  var domain: String
  var isVerified: Bool

  /// What a claimant may do with a row.
  enum Standing: Equatable {
    case claimable
    /// Nobody works on it, and nobody is to.
    case toBeCancelled
    case over(isOwn: Bool)
    case running
  }

  /// What a claimant may do with it.
  func standing(for claimant: Claimant) -> Standing {
    let isOwn = taskID != nil && taskID == claimant.taskID
    switch status {
    case "pending": return isCancelRequested ? .toBeCancelled : .claimable
    case "running":
      // Our own task runs again under a higher fence: the run before is dead, whatever its heartbeat says.
      let isSuccessor = isOwn && (claimant.fence.map { $0 > fence } ?? false)
      guard isStale || isSuccessor else { return .running }
      return isCancelRequested ? .toBeCancelled : .claimable
    default: return .over(isOwn: isOwn)
    }
  }

  /// Reads the row of a job.
  ///
  /// - Parameters:
  ///   - id: Its key, perhaps none that its column could hold.
  ///   - isLocked: Whether others are kept from changing it until the transaction ends.
  ///   - connection: Where to look.
  /// - Returns: The row; nil: there is none.
  /// - Throws: ``PostgresError``.
  static func find(_ id: String, locked isLocked: Bool, on connection: Connection) throws(PostgresError)
    -> JobRow?
  {
    let sql = """
      select j.id::text as id, j.status::text as status, j.task_id, j.fence, j.worker, j.max_pages,
        j.cancel_requested, j.summary::jsonb as summary,
        j.status = 'running' and coalesce(j.heartbeat_at, '-infinity') < now() - interval '2 minutes' as is_stale,
        w.id::text as website, w.domain, w.verified_at is not null as is_verified
      from crawl_jobs j join websites w on w.id = j.website_id
      where j.id = $1
      """
    let rows = try connection.execute(sql + (isLocked ? " for no key update of j" : ""), [.text(id)])
    guard let row = rows.first else { return nil }
    return JobRow(
      id: try row.read("id"), status: try row.read("status"), taskID: try row.read("task_id"),
      fence: try row.read("fence"), worker: try row.read("worker"),
      isCancelRequested: try row.read("cancel_requested"), isStale: try row.read("is_stale"),
      summary: try row.read("summary"), maxPages: try row.read("max_pages"),
      websiteID: try row.read("website"),
      domain: try row.read("domain"),
      isVerified: try row.read("is_verified"))
  }
}

extension PostgresError {
  /// Whether the server says that a text is no key of that type: no UUID, no number, too large a number.
  var isAboutKey: Bool { code == .refused && ["22P02", "22003"].contains(state?.rawValue) }
}
