// The ledger of mails as operators look at it.

public import JSONText

internal import Postgres

/// One row of `email_log`.
public struct MailRecord: Hashable, Sendable {
  /// Its number.
  public var id: Int64
  /// What names the mail.
  public var dedupeKey: String
  /// To whom it goes.
  public var recipient: String
  /// What sort of mail it is.
  public var kind: String
  /// How far it is.
  public var status: String
  /// How often it was tried.
  public var attempts: Int
  /// Why it did not go, the last time.
  public var lastError: String?
  /// What it is called at whoever took it.
  public var providerID: String?
  /// Moments as ISO 8601 writes them: made, last tried, sent.
  public var createdAt: String
  /// When it was last tried.
  public var sendingAt: String?
  /// When it was sent.
  public var sentAt: String?

  /// The states.
  public static let states = ["queued", "sending", "sent", "failed", "unknown", "suppressed"]

  init(_ row: Row) throws(PostgresError) {
    id = try row.read("id")
    dedupeKey = try row.read("dedupe_key", as: String?.self) ?? ""
    recipient = try row.read("recipient")
    kind = try row.read("kind")
    status = try row.read("status")
    attempts = try row.read("attempts")
    lastError = try row.read("last_error")
    providerID = try row.read("provider_id")
    createdAt = try row.read("created_at")
    sendingAt = try row.read("sending_at")
    sentAt = try row.read("sent_at")
  }

  /// All of it.
  public var json: JSON {
    [
      "id": .integer(Int(id)), "dedupe_key": .string(dedupeKey), "recipient": .string(recipient),
      "kind": .string(kind), "status": .string(status), "attempts": .integer(attempts),
      "last_error": JSON(lastError), "provider_id": JSON(providerID), "created_at": .string(createdAt),
      "sending_at": JSON(sendingAt), "sent_at": JSON(sentAt),
    ]
  }
}

extension Database {
  /// The state, told for those that died: nobody is at a mail for a quarter of an hour.
  private static let state = """
    case when status = 'sending' and sending_at < now() - interval '15 minutes' then 'unknown' else status end
    """

  private static let columns = """
    id, dedupe_key, recipient, kind, \(state) as status, attempts, last_error, provider_id,
    to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as created_at,
    to_char(sending_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as sending_at,
    to_char(sent_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as sent_at
    """

  /// The newest mails.
  ///
  /// - Parameters:
  ///   - status: Only those in this state; nil: all.
  ///   - limit: How many at most.
  /// - Returns: The rows, the newest first.
  /// - Throws: ``StoreError``.
  public func mails(in status: String? = nil, limit: Int) throws(StoreError) -> [MailRecord] {
    try records(
      "select \(Self.columns) from email_log where $1::text is null or \(Self.state) = $1 order by id desc limit $2",
      [SQLValue(status), SQLValue(limit)])
  }

  /// One mail.
  ///
  /// - Parameter id: Its number.
  /// - Returns: The row, or nil when there is none.
  /// - Throws: ``StoreError``.
  public func mail(_ id: Int64) throws(StoreError) -> MailRecord? {
    try records("select \(Self.columns) from email_log where id = $1", [.integer(id)]).first
  }

  /// Lets a mail be sent again by the next run of its task, though it failed or its outcome is unknown.
  ///
  /// - Parameter id: Its number.
  /// - Returns: The row as it is now, or nil when there is none in one of these states.
  /// - Throws: ``StoreError``.
  public func releaseMail(_ id: Int64) throws(StoreError) -> MailRecord? {
    try records(
      """
      update email_log set status = 'queued' where id = $1 and \(Self.state) in ('failed', 'unknown')
      returning \(Self.columns)
      """, [.integer(id)]
    ).first
  }

  private func records(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> [MailRecord] {
    try withConnection { connection throws(PostgresError) in
      var records: [MailRecord] = []
      for row in try connection.execute(sql, values) { records.append(try MailRecord(row)) }
      return records
    }
  }
}
