// Recommendations about a crawl, in its row. Their life:
//
// 1. the row is looked at: a crawl that was completed, and has none yet
// 2. the job is locked for as long as the connection lives, and looked at again: two that ask would pay twice
// 3. somebody is asked, which may take a minute; nothing is held meanwhile but that connection
// 4. what was answered goes into the row if that still is the crawl it is about, and has none

public import JSONText

internal import Postgres

extension Database {
  /// Asks for the right to get recommendations about a crawl.
  ///
  /// - Parameter job: The job's key; any text.
  /// - Returns: The right, or the reason why there is nothing to do.
  /// - Throws: ``StoreError``.
  public func claimRecommendations(ofJob job: String) throws(StoreError) -> RecommendationClaim {
    do throws(PostgresError) {
      let connection = try connection()
      guard let first = try AdvisedRow.find(job, on: connection) else { return .absent }
      if let end = Self.end(of: first) { return end }
      let lock = try connection.execute(
        "select pg_try_advisory_lock(hashtextextended('recommend:' || $1, 0)) as taken", [.text(first.id)])
      guard try lock[0].read("taken", as: Bool.self) else { return .busy }
      guard let row = try AdvisedRow.find(job, on: connection) else { return .absent }
      return Self.end(of: row) ?? .turn(RecommendationTurn(row, self, connection))
    } catch {
      if error.isAboutKey { return .malformed }
      throw StoreError(error)
    }
  }

  /// Why nobody need be asked about a job.
  private static func end(of row: AdvisedRow) -> RecommendationClaim? {
    if row.status != "completed" { return .unfinished(status: row.status) }
    return row.recommendations.map(RecommendationClaim.stored)
  }
}

extension RecommendationTurn {
  /// Writes recommendations down.
  ///
  /// They were paid for, so a database that is away is waited for.
  ///
  /// - Parameters:
  ///   - recommendations: What was answered.
  ///   - patience: How long to wait for the database.
  ///   - isOver: Asked before each wait; once it says true there is none.
  /// - Returns: What the row holds now, which another run may have written; nil: the job is no longer the same crawl.
  /// - Throws: ``StoreError``.
  public func keep(
    _ recommendations: JSON, patience: Duration = .seconds(20), isOver: () -> Bool = { false }
  ) throws(StoreError) -> JSON? {
    let deadline = ContinuousClock.now + patience
    var pause = Duration.milliseconds(200)
    while true {
      do throws(PostgresError) {
        let current = try database.connection(unless: connection, within: .seconds(5))
        connection = current
        return try write(recommendations, on: current)
      } catch {
        connection = nil
        guard error.recovery != .permanent, ContinuousClock.now + pause < deadline, !isOver() else {
          throw StoreError(error)
        }
        Wakeup().wait(upTo: pause)
        pause = min(pause * 2, .seconds(5))
      }
    }
  }

  private func write(_ recommendations: JSON, on connection: Connection) throws(PostgresError) -> JSON? {
    let written = try connection.execute(
      """
      update crawl_jobs set recommendations = $3
      where id = $1 and fence = $2 and status::text = 'completed'
        and nullif(recommendations::jsonb, 'null') is null
      returning id
      """, [.text(jobID), SQLValue(fence), .json(recommendations)])
    if !written.isEmpty { return recommendations }
    // Written by another run, or by an earlier attempt of this one whose end nobody heard.
    guard let row = try AdvisedRow.find(jobID, on: connection), row.fence == fence else { return nil }
    return row.recommendations
  }
}
