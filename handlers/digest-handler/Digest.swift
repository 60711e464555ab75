// Tells each user what happened on a day. Without a user it asks for one run of itself for each who has not been told
// yet, so that nobody's trouble is everybody's; with one it renders the digest and asks for its mail. Where nobody
// takes such follow-ups, neither a dispatcher nor Redis, it sends the mails itself.

import Delivery
import HandlerKit
import JSONText
import Runtime
import Store

@main struct Digest: Handler {
  static let usage = Usage(
    name: "digest-handler", about: "Tells each user what happened on a day.",
    parameters: [
      Parameter(
        "user_id", .text, about: "One user; without it everybody with a crawl on that day.", isRequired: false
      ),
      Parameter(
        "date", .text,
        about: "The calendar day; without it yesterday, and what was missed of the two before.",
        isRequired: false, example: "2026-11-25"),
      Parameter(
        "dry_run", .boolean, about: "Tells what would be sent, and sends nothing.", defaultValue: false),
      Parameter("after", .text, about: "Only users whose ids come after this one.", isRequired: false),
    ],
    notes: [
      "Environment:",
      "  DATABASE_URL     the service's database",
      "  DIGEST_TZ        the time zone in which a day begins and ends (default UTC)",
      "  APP_URL          where the service is: links lead there",
      "  UNSUBSCRIBE_KEY  signs the link that ends such mails",
      "  REDIS_URL        by hand and from cron: where the tasks go that send the mails; without it they are sent",
      "                   from here, by MAIL_DIR, SMTP_URL or SENDGRID_API_KEY as with email-handler",
    ])

  struct Message: Decodable {
    var user_id: String?
    var date: String?
    var dry_run: Bool
    var after: String?
  }

  /// Celery's name of it.
  static let task = "app.tasks.email_tasks.send_daily_digest"

  func run(_ message: Message, _ invocation: Invocation) throws(Failure) -> JSON {
    guard let url = Environment.value(of: "DATABASE_URL") else {
      throw .configuration("cannot find the database: set DATABASE_URL")
    }
    if let date = message.date, !Self.isDate(date) {
      throw .message(
        "cannot read the message: date: \(date.clipped(toBytes: 64)) is not of the form 2026-11-25")
    }
    let timeZone = Environment.value(of: "DIGEST_TZ") ?? "UTC"
    let (database, date): (Database, String?)
    do throws(StoreError) {
      database = try Database(url: url, program: Self.usage.name)
      date = try database.date(of: CalendarDay(message.date, timeZone: timeZone))
    } catch {
      throw Failure(error)
    }
    guard let date else {
      throw .message("cannot read the message: date: there is no day \(message.date ?? "")")
    }
    let digests = DigestRun(database: database, date: date, timeZone: timeZone, invocation: invocation)
    if message.dry_run { return try digests.rehearsed(message) }
    return invocation.takesFollowUps ? try digests.asked(message) : try digests.sent(message)
  }

  /// Whether a text has the form of a date, such as `2026-11-25`.
  private static func isDate(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return parts.map(\.count) == [4, 2, 2]
      && parts.allSatisfy { $0.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
  }
}
