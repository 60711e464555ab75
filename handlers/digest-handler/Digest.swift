// Tells each user what happened on a day. Without a user it asks for one run of itself for each, so that nobody's
// trouble is everybody's; with one it renders the digest and asks for its mail.

import HandlerKit
import JSONText
import Mailing
import Messages
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
        "date", .text, about: "The calendar day; without it yesterday.", isRequired: false,
        example: "2026-11-25"),
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
    ])

  struct Message: Decodable {
    var user_id: String?
    var date: String?
    var dry_run: Bool
    var after: String?
  }

  func run(_ message: Message, _ invocation: Invocation) throws(Failure) -> JSON {
    guard let url = Environment.value(of: "DATABASE_URL") else {
      throw .configuration("cannot find the database: set DATABASE_URL")
    }
    if let date = message.date, !Self.isDate(date) {
      throw .message(
        "cannot read the message: date: \(date.clipped(toBytes: 64)) is not of the form 2026-11-25")
    }
    let timeZone = Environment.value(of: "DIGEST_TZ") ?? "UTC"
    let outcome: Result<JSON, Failure>
    do throws(StoreError) {
      let database = try Database(url: url, program: "digest-handler")
      let day = CalendarDay(message.date, timeZone: timeZone)
      outcome = try run(message, on: try database.date(of: day), in: timeZone, database, invocation)
    } catch {
      throw Failure(error)
    }
    return try outcome.get()
  }

  private func run(
    _ message: Message, on date: String?, in timeZone: String, _ database: Database, _ invocation: Invocation
  ) throws(StoreError) -> Result<JSON, Failure> {
    guard let date else {
      return .failure(.message("cannot read the message: date: there is no day \(message.date ?? "")"))
    }
    if let user = message.user_id {
      let reports = try database.reports(ofUser: user, on: date, timeZone: timeZone)
      return .success(digest(of: reports, to: user, on: date, message, invocation))
    }
    let users = try database.usersWithCrawls(
      on: date, timeZone: timeZone, after: message.after, limit: Self.usersAtOnce)
    return .success(fanOut(to: users, on: date, message, invocation))
  }

  /// Whether a text has the form of a date, such as `2026-11-25`.
  private static func isDate(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return parts.map(\.count) == [4, 2, 2]
      && parts.allSatisfy { $0.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
  }

  /// How many users one run asks for; a further run asks for the rest.
  private static let usersAtOnce = 5000

  private func fanOut(
    to users: [String], on date: String, _ message: Message, _ invocation: Invocation
  ) -> JSON {
    let last = users.count == Self.usersAtOnce ? users.last : nil
    var result: [String: JSON] = [
      "date": .string(date), "users": .integer(users.count), "continued": .bool(last != nil),
    ]
    guard !message.dry_run else {
      result["dry_run"] = true
      result["user_ids"] = JSON(users)
      return .object(result)
    }
    for user in users {
      invocation.enqueue(
        FollowUp(
          task: Self.task, keywordArguments: ["user_id": .string(user), "date": .string(date)],
          dedupeKey: "digest-task:\(user):\(date)"))
    }
    if let last {
      invocation.enqueue(
        FollowUp(task: Self.task, keywordArguments: ["date": .string(date), "after": .string(last)]))
    }
    return .object(result)
  }

  private static let task = "app.tasks.email_tasks.send_daily_digest"

  private func digest(
    of reports: [CrawlReport], to user: String, on date: String, _ message: Message, _ invocation: Invocation
  ) -> JSON {
    var result: [String: JSON] = [
      "date": .string(date), "user_id": .string(user), "sites": .integer(reports.count),
      "dry_run": .bool(message.dry_run),
    ]
    guard let address = reports.first?.email else {
      result["status"] = "skipped"
      result["reason"] = .string(reports.isEmpty ? "nothing happened" : "the user has no address")
      return .object(result)
    }
    let links = MailLinks(user: user, Environment.value)
    let sites = reports.map { report in
      CrawlNews(
        status: report.status, summary: report.summary, reason: report.errorMessage, domain: report.domain,
        previousScore: report.previousScore,
        recommendations: report.recommendations, reportURL: links.report(ofJob: report.jobID))
    }
    let mail = DigestMail.content(sites, day: date, links: links)
    let key = "digest:\(user):\(date)"
    result["subject"] = .string(mail.subject)
    result["dedupe_key"] = .string(key)
    guard !message.dry_run else {
      result["status"] = "not sent"
      result["text"] = .string(mail.text)
      return .object(result)
    }
    invocation.enqueue(
      FollowUp(
        task: MailContent.task, keywordArguments: mail.arguments(to: address, key: key, links: links),
        dedupeKey: key))
    result["status"] = "enqueued"
    return .object(result)
  }
}

extension Failure {
  /// An error of the database; one that is away is nobody's fault.
  fileprivate init(_ error: StoreError) {
    self =
      switch error {
      case .unavailable: .later("\(error)", after: 60, isCharged: false)
      case .misconfigured: .configuration("\(error)")
      case .failed: .failed("\(error)", type: "DatabaseError")
      }
  }
}
