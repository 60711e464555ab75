// What has changed since the crawl before: findings are told apart by rule, page and target.

internal import JSONText
internal import Postgres

/// How many findings of each rule are new, fixed, or still there.
struct Difference {
  struct Counts: Equatable {
    var code: String
    /// The severity of the findings before or now, as a number.
    var severity: Int
    var new: Int
    var fixed: Int
    var still: Int
  }

  /// The crawl before.
  var previousID: String
  /// By the bytes of the rules' ids.
  var codes: [Counts]

  func counts(of code: String) -> Counts? { codes.first { $0.code == code } }

  /// The totals, and each rule where something has changed.
  var json: JSON {
    let changed = codes.filter { $0.new > 0 || $0.fixed > 0 }
    return [
      "previous_job_id": .string(previousID), "new": .integer(codes.reduce(0) { $0 + $1.new }),
      "fixed": .integer(codes.reduce(0) { $0 + $1.fixed }),
      "still": .integer(codes.reduce(0) { $0 + $1.still }),
      "issues": .object(
        Dictionary(
          uniqueKeysWithValues: changed.map {
            ($0.code, ["new": .integer($0.new), "fixed": .integer($0.fixed), "still": .integer($0.still)])
          })),
    ]
  }

  /// Compares, after the rows of this crawl were written.
  ///
  /// - Parameters:
  ///   - job: This crawl.
  ///   - isWhole: Whether this crawl has read the whole site. If not, what was found before at a page that it has not
  ///     read counts neither as fixed nor as anything else.
  ///   - connection: Within the transaction that has written them.
  /// - Returns: Nil when there is no crawl before any more, or its details were removed.
  /// - Throws: ``PostgresError``.
  static func find(_ job: CrawlJob, isWhole: Bool, on connection: Connection) throws(PostgresError) -> Self? {
    guard let previous = job.previousID else { return nil }
    let standing = try connection.execute(
      "select 1 as one from crawl_jobs where id = $1 and status = 'completed' and detail_purged_at is null",
      [.text(previous)])
    guard !standing.isEmpty else { return nil }
    let rows = try connection.execute(
      """
      with finding as (
        select i.crawl_job_id as job, i.code, coalesce(p.url_hash, '') as page, coalesce(i.target, '') as target,
          min(i.severity) as severity
        from issues i left join pages p on p.crawl_job_id = i.crawl_job_id and p.page_id = i.page_id
        where i.crawl_job_id in ($1, $2)
        group by 1, 2, 3, 4),
      pair as (
        select coalesce(n.code, b.code) as code, coalesce(n.severity, b.severity) as severity,
          n.code is null as is_gone, b.code is null as is_new, coalesce(n.page, b.page) as page
        from (select * from finding where job = $1) n
        full join (select * from finding where job = $2) b
          on n.code = b.code and n.page = b.page and n.target = b.target)
      select code, min(severity) as severity, count(*) filter (where is_new) as new,
        count(*) filter (where not is_new and not is_gone) as still,
        count(*) filter (where is_gone and ($3 or page = ''
          or exists (select from pages r where r.crawl_job_id = $1 and r.url_hash = pair.page))) as fixed
      from pair group by code order by code collate "C"
      """, [.text(job.id), .text(previous), .bool(isWhole)])
    var codes: [Counts] = []
    for row in rows {
      codes.append(
        Counts(
          code: try row.read("code"), severity: try row.read("severity"), new: try row.read("new"),
          fixed: try row.read("fixed"), still: try row.read("still")))
    }
    return Difference(previousID: previous, codes: codes)
  }
}
