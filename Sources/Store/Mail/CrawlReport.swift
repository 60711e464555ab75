// What the database knows about a crawl that its owner is to hear of.

public import JSONText

internal import Postgres

/// A crawl with its site and its owner.
public struct CrawlReport: Hashable, Sendable {
  /// The job.
  public var jobID: String
  /// `pending`, `running`, `completed`, `failed` or `cancelled`.
  public var status: String
  /// The abridged result; nil: there is none.
  public var summary: JSON?
  /// What a language model recommends; nil: nobody has asked it, or it has not answered yet.
  public var recommendations: JSON?
  /// Why it failed.
  public var errorMessage: String?
  /// The site.
  public var domain: String
  /// The owner.
  public var userID: String
  /// Where the owner is written to; nil: nowhere, or the owner has gone.
  public var email: String?
  /// The score of the last crawl of the site that was finished before.
  public var previousScore: Int?

  /// The rows; keys are of whatever type the service's API has given them, states may be an enumeration.
  static let query = """
    select j.id::text as id, j.status::text as status, j.summary::jsonb as summary,
      nullif(j.recommendations::jsonb, 'null') as recommendations, j.error_message, w.domain,
      u.id::text as user_id, case when u.deleted_at is null then nullif(u.email, '') end as email,
      (select p.score from crawl_jobs p where p.website_id = j.website_id and p.id <> j.id
        and p.status::text = 'completed' and p.score is not null and p.finished_at < j.finished_at
        order by p.finished_at desc limit 1) as previous_score
    from crawl_jobs j join websites w on w.id = j.website_id join users u on u.id = w.user_id
    """

  init(_ row: Row) throws(PostgresError) {
    jobID = try row.read("id")
    status = try row.read("status")
    summary = try row.read("summary")
    recommendations = try row.read("recommendations")
    errorMessage = try row.read("error_message")
    domain = try row.read("domain")
    userID = try row.read("user_id")
    email = try row.read("email")
    previousScore = try row.read("previous_score")
  }
}

extension Database {
  /// What is known about one crawl.
  ///
  /// - Parameter job: The job's id.
  /// - Returns: Nil when there is no such job; also when its id is no key at all.
  /// - Throws: ``StoreError``.
  public func report(ofJob job: String) throws(StoreError) -> CrawlReport? {
    try withConnection { connection throws(PostgresError) in
      do throws(PostgresError) {
        return try connection.execute(CrawlReport.query + " where j.id = $1", [.text(job)]).first
          .map { row throws(PostgresError) in try CrawlReport(row) }
      } catch {
        // What cannot be read as a key of the table's type is none.
        if ["22P02", "22003"].contains(error.state?.rawValue) { return nil }
        throw error
      }
    }
  }
}
