// Transactions: all or nothing, and no doubt about which, except when the connection ends during COMMIT.

import CPQ

extension Connection {
  /// How far a transaction is shielded from others (PostgreSQL's documentation, 13.2).
  public enum Isolation: String, Sendable {
    /// Each statement sees what was committed before it.
    case readCommitted = "read committed"
    /// All statements see what was committed before the first.
    case repeatableRead = "repeatable read"
    /// As if one ran after the other.
    case serializable
  }

  /// Runs `body` in a transaction: committed when it returns, rolled back when it throws.
  ///
  /// - Parameters:
  ///   - isolation: How far it is shielded; nil: as the server's default says.
  ///   - repeats: How often the whole is done again at once when the server gave it up for another one (40001, 40P01).
  ///   - body: What belongs together; it must bear being run again if `repeats` says so.
  /// - Returns: What `body` returned.
  /// - Throws: ``PostgresError``, of `body` as well; of recovery `unknown` when the connection ended during COMMIT.
  public func transaction<Value>(
    _ isolation: Isolation? = nil, repeats: Int = 0, _ body: () throws(PostgresError) -> Value
  ) throws(PostgresError) -> Value {
    var left = repeats
    while true {
      do throws(PostgresError) {
        return try transactionOnce(isolation, body)
      } catch {
        guard error.code == .refused, error.state?.asksForRepeat == true, left > 0 else { throw error }
        left -= 1
      }
    }
  }

  private func transactionOnce<Value>(
    _ isolation: Isolation?, _ body: () throws(PostgresError) -> Value
  ) throws(PostgresError) -> Value {
    guard !isInTransaction else {
      throw PostgresError(.misuse, doing: "begin a transaction", "one has begun already: end it first")
    }
    try run("BEGIN" + (isolation.map { " ISOLATION LEVEL \($0.rawValue)" } ?? ""), commits: false)
    let value: Value
    do throws(PostgresError) {
      value = try body()
    } catch {
      rollBack()
      throw error
    }
    // After a statement that failed, COMMIT rolls back and calls that a success.
    guard try run("COMMIT", commits: true).result.tag == "COMMIT" else {
      throw PostgresError(
        .misuse, doing: "commit", "a statement of the transaction had failed, so it was rolled back")
    }
    return value
  }

  /// Undoes what was not committed; closing the connection does so too.
  private func rollBack() {
    guard isInTransaction else { return }
    do throws(PostgresError) {
      try run("ROLLBACK", commits: false)
    } catch {
      close()
    }
  }
}
