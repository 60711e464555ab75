// Cancelling a job: at once while nobody works on it, else by a word to whoever does.

internal import Postgres

/// What came of cancelling.
public enum Cancellation: Hashable, Sendable {
  /// It was waiting, or its run was dead: it is cancelled and will not start.
  case cancelled
  /// It runs, and was told to stop.
  case told
  /// It is over: `completed`, `failed` or `cancelled`.
  case over(status: String)
  /// There is no such job.
  case absent
  /// The id cannot be one.
  case malformed
}

extension Database {
  /// Cancels a job.
  ///
  /// - Parameter id: Its key; any text.
  /// - Returns: What came of it; the same again when it is repeated.
  /// - Throws: ``StoreError``.
  public func cancel(_ id: String) throws(StoreError) -> Cancellation {
    try withConnection { connection throws(PostgresError) in
      do throws(PostgresError) {
        return try connection.transaction(repeats: 3) { () throws(PostgresError) in
          try Self.cancel(id, on: connection)
        }
      } catch {
        guard error.isAboutKey else { throw error }
        return .malformed
      }
    }
  }

  private static func cancel(_ id: String, on connection: Connection) throws(PostgresError) -> Cancellation {
    guard let row = try JobRow.find(id, locked: true, on: connection) else { return .absent }
    switch row.status {
    case "pending", "running":
      let isAtWork = row.status == "running" && !row.isStale
      guard isAtWork else {
        // With a higher fence a run that was taken for dead can write no more.
        try connection.execute(
          """
          update crawl_jobs set status = 'cancelled', cancel_requested = true, fence = fence + 1, finished_at = now()
          where id = $1
          """, [.text(row.id)])
        return .cancelled
      }
      try connection.execute("update crawl_jobs set cancel_requested = true where id = $1", [.text(row.id)])
      try connection.notify(Channel.cancel, row.id)
      return .told
    default: return .over(status: row.status)
    }
  }
}
