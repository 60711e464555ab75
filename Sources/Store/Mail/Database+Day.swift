// What happened on a calendar day: whose sites were crawled, and how.

internal import Postgres

/// A calendar day somewhere.
public struct CalendarDay: Hashable, Sendable {
  /// Such as `2026-11-25`; nil: yesterday.
  public var date: String?
  /// The time zone in which it begins and ends, by its name in the IANA database.
  public var timeZone: String

  /// A day.
  public init(_ date: String?, timeZone: String) { (self.date, self.timeZone) = (date, timeZone) }
}

extension Database {
  /// The day as a date.
  ///
  /// - Parameter day: The day.
  /// - Returns: Such as `2026-11-25`; nil when there is no such day.
  /// - Throws: ``StoreError``, of kind `misconfigured` when there is no such time zone.
  public func date(of day: CalendarDay) throws(StoreError) -> String? {
    try withConnection { connection throws(PostgresError) in
      do throws(PostgresError) {
        let rows = try connection.execute(
          "select coalesce($1::date, (now() at time zone $2)::date - 1)::text as date",
          [SQLValue(day.date), .text(day.timeZone)])
        return try rows[0].read("date")
      } catch {
        switch error.state?.rawValue {
        case "22007", "22008": return nil
        case "22023":
          throw PostgresError(
            .configuration, doing: "use the time zone \(day.timeZone)", "the database knows none of that name"
          )
        default: throw error
        }
      }
    }
  }

  /// The days before one whose digests may have been missed: digests were sent already when such a day ended, so
  /// whoever begins with them does not begin with the past.
  ///
  /// - Parameters:
  ///   - date: The date.
  ///   - timeZone: Where.
  ///   - count: How many days are looked at.
  /// - Returns: The dates, the newest first.
  /// - Throws: ``StoreError``.
  public func daysOfDigests(
    before date: String, timeZone: String, count: Int
  ) throws(StoreError) -> [String] {
    try withConnection { connection throws(PostgresError) in
      let rows = try connection.execute(
        """
        select day::text as day
        from (select $1::date - back as day from generate_series(1, $3::int) back) days
        where exists (
          select from email_log
          where kind = 'digest' and created_at < (day + 1)::timestamp at time zone $2)
        order by day desc
        """, [.text(date), .text(timeZone), SQLValue(count)])
      var days: [String] = []
      for row in rows { days.append(try row.read("day")) }
      return days
    }
  }

  /// What names the digest of a user and a day in the ledger.
  public static func digestKey(of user: String, on date: String) -> String { "digest:\(user):\(date)" }

  /// Those whose sites were crawled on a day, a crawl having ended then, well or not, and who were not told yet: without
  /// those who opted out, and those whose digest the ledger has, unless it was put off.
  ///
  /// - Parameters:
  ///   - date: The date.
  ///   - timeZone: Where.
  ///   - after: Only those whose ids come after this one.
  ///   - limit: How many at most.
  /// - Returns: Their ids, in order.
  /// - Throws: ``StoreError``.
  public func usersAwaitingDigest(
    on date: String, timeZone: String, after: String? = nil, limit: Int
  ) throws(StoreError) -> [String] {
    try withConnection { connection throws(PostgresError) in
      let rows = try connection.execute(
        """
        select distinct u.id::text collate "C" as id
        from crawl_jobs j join websites w on w.id = j.website_id join users u on u.id = w.user_id
        where \(Self.onDay) and u.deleted_at is null and u.email <> ''
          and not exists (select from email_suppressions s where s.email = lower(u.email))
          and not exists (
            select from email_log m
            where m.dedupe_key = 'digest:' || u.id::text || ':' || $1::text and m.status <> 'queued')
          and ($3::text is null or u.id::text collate "C" > $3)
        order by 1 limit $4
        """, [.text(date), .text(timeZone), SQLValue(after), SQLValue(limit)])
      var users: [String] = []
      for row in rows { users.append(try row.read("id")) }
      return users
    }
  }

  /// The last crawl of each site of a user on a day.
  ///
  /// - Parameters:
  ///   - user: The user's id.
  ///   - date: The date.
  ///   - timeZone: Where.
  /// - Returns: The crawls, by domain.
  /// - Throws: ``StoreError``.
  public func reports(
    ofUser user: String, on date: String, timeZone: String
  ) throws(StoreError) -> [CrawlReport] {
    try withConnection { connection throws(PostgresError) in
      do throws(PostgresError) {
        let rows = try connection.execute(
          CrawlReport.query
            + " where u.id = $3 and \(Self.onDay) order by w.domain, j.finished_at desc, j.id",
          [.text(date), .text(timeZone), .text(user)])
        var reports: [CrawlReport] = []
        for row in rows {
          let report = try CrawlReport(row)
          if report.domain != reports.last?.domain { reports.append(report) }
        }
        return reports
      } catch {
        // What cannot be read as a key of the table's type is nobody's.
        if ["22P02", "22003"].contains(error.state?.rawValue) { return [] }
        throw error
      }
    }
  }

  private static let onDay = """
    j.status::text in ('completed', 'failed') and j.finished_at >= $1::date::timestamp at time zone $2
      and j.finished_at < ($1::date + 1)::timestamp at time zone $2
    """
}
