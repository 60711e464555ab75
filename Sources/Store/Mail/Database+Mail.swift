// The ledger of mails, `email_log`: whoever sends one asks here first, so that a task that runs twice sends once.
//
//   queued -> sending -> sent
//                     -> queued (later), failed, unknown
// A run that dies leaves `sending`; when nobody can be at it any more that becomes `unknown`, which only a person ends.

internal import Postgres

extension Database {
  /// Asks for the right to send a mail.
  ///
  /// - Parameters:
  ///   - mail: The mail.
  ///   - limitSeconds: For how long a run may be at it: the hard limit of its task, and some.
  /// - Returns: The right, or why there is none.
  /// - Throws: ``StoreError``.
  public func claim(_ mail: MailEntry, limitSeconds: Double) throws(StoreError) -> MailClaim {
    try withConnection { connection throws(PostgresError) in
      try connection.transaction { () throws(PostgresError) in
        try connection.execute(
          "insert into email_log (dedupe_key, kind, recipient) values ($1, $2, $3) on conflict (dedupe_key) do nothing",
          [.text(mail.dedupeKey), .text(mail.kind), .text(mail.recipient)])
        let rows = try connection.execute(
          """
          select id, status, attempts, provider_id,
            extract(epoch from clock_timestamp() - sending_at)::float8 as age,
            (select reason from email_suppressions where email = $2 and (reason <> 'opt-out' or $3)) as suppressed
          from email_log where dedupe_key = $1 for update
          """, [.text(mail.dedupeKey), .text(mail.recipient), .bool(mail.isSubscribed)])
        guard let row = rows.first else {
          throw PostgresError(.misuse, doing: "find the mail", "somebody has removed it")
        }
        return try Self.decide(row, limitSeconds, on: connection)
      }
    }
  }

  private static func decide(
    _ row: Row, _ limitSeconds: Double, on connection: Connection
  ) throws(PostgresError) -> MailClaim {
    let id: Int64 = try row.read("id")
    switch try row.read("status", as: String.self) {
    case "sent": return .sent(providerID: try row.read("provider_id"))
    case "unknown": return .unknown
    case "sending":
      let age = try row.read("age", as: Double?.self) ?? .infinity
      guard age >= limitSeconds else { return .busy(seconds: limitSeconds - age) }
      try connection.execute(
        """
        update email_log set status = 'unknown',
          last_error = 'the run that was to send it ended without a word' where id = $1
        """, [.integer(id)])
      return .unknown
    default: break
    }
    if let reason = try row.read("suppressed", as: String?.self) {
      try connection.execute("update email_log set status = 'suppressed' where id = $1", [.integer(id)])
      return .suppressed(reason: reason)
    }
    let begun = try connection.execute(
      """
      update email_log set status = 'sending', sending_at = clock_timestamp(), last_error = null,
        attempts = least(attempts + 1, 32767) where id = $1 returning attempts
      """, [.integer(id)])
    return .turn(MailTurn(id: id, attempt: try begun[0].read("attempts")))
  }

  /// Writes down what came of an attempt.
  ///
  /// - Parameters:
  ///   - turn: The right by which it was made.
  ///   - mail: The mail.
  ///   - outcome: What came of it.
  /// - Returns: False when a later run has the mail now; then nothing is written.
  /// - Throws: ``StoreError``.
  @discardableResult public func conclude(
    _ turn: MailTurn, of mail: MailEntry, as outcome: MailOutcome
  ) throws(StoreError) -> Bool {
    let (status, reason, providerID): (String, String?, String?) =
      switch outcome {
      case .sent(let providerID): ("sent", nil, providerID)
      case .later(let reason): ("queued", reason, nil)
      case .failed(let reason, _): ("failed", reason, nil)
      case .unknown(let reason): ("unknown", reason, nil)
      }
    return try withConnection { connection throws(PostgresError) in
      try connection.transaction { () throws(PostgresError) in
        let rows = try connection.execute(
          """
          update email_log set status = $3, last_error = $4, provider_id = coalesce($5, provider_id),
            sent_at = case when $3 = 'sent' then clock_timestamp() end
          where id = $1 and attempts = $2 and status in ('sending', 'unknown') returning id
          """,
          [.integer(turn.id), SQLValue(turn.attempt), .text(status), SQLValue(reason), SQLValue(providerID)])
        if case .failed(_, suppresses: true) = outcome, !rows.isEmpty {
          try connection.execute(
            "insert into email_suppressions (email, reason) values ($1, 'no such address') on conflict do nothing",
            [.text(mail.recipient)])
        }
        return !rows.isEmpty
      }
    }
  }
}
