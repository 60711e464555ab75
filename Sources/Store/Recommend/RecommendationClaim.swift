// What comes of asking for a job whose crawl somebody wants recommendations about.

public import JSONText

internal import Postgres

/// The answer to whoever is about to ask for recommendations.
public enum RecommendationClaim {
  /// Ask, and keep what comes of it.
  case turn(RecommendationTurn)
  /// They are there already.
  case stored(JSON)
  /// The crawl has not been completed.
  case unfinished(status: String)
  /// Another run is asking.
  case busy
  /// There is no such job.
  case absent
  /// The id cannot be one.
  case malformed
}

/// The right to ask about one job: while it lives no other run asks.
public final class RecommendationTurn {
  /// The job's key as the database writes it.
  public let jobID: String
  /// The website's domain.
  public let domain: String
  /// What the crawl has found, without its pages.
  public let summary: JSON
  let fence: Int
  let database: Database
  /// Holds the lock; nil once it was lost.
  var connection: Connection?

  init(_ row: AdvisedRow, _ database: Database, _ connection: Connection) {
    jobID = row.id
    domain = row.domain
    summary = row.summary ?? .null
    fence = row.fence
    self.database = database
    self.connection = connection
  }
}

/// A job as somebody sees it who is to give advice about it.
struct AdvisedRow {
  let id: String
  let status: String
  let fence: Int
  let summary: JSON?
  /// Nil: there are none, which an API that writes JSON's null means as well.
  let recommendations: JSON?
  let domain: String

  static func find(_ id: String, on connection: Connection) throws(PostgresError) -> AdvisedRow? {
    let sql = """
      select j.id::text as id, j.status::text as status, j.fence, j.summary::jsonb as summary,
        nullif(j.recommendations::jsonb, 'null') as recommendations, w.domain
      from crawl_jobs j join websites w on w.id = j.website_id where j.id = $1
      """
    return try connection.execute(sql, [.text(id)]).first.map { row throws(PostgresError) in
      AdvisedRow(
        id: try row.read("id"), status: try row.read("status"), fence: try row.read("fence"),
        summary: try row.read("summary"), recommendations: try row.read("recommendations"),
        domain: try row.read("domain"))
    }
  }
}
