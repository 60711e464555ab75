// What all ways of a digest have in common: which days, which users, and what a user is told.

import Delivery
import HandlerKit
import JSONText
import Mailing
import Runtime
import Store

/// One run of the handler.
struct DigestRun {
  let database: Database
  /// The day that it is about.
  let date: String
  let timeZone: String
  let invocation: Invocation

  /// How many days before yesterday are looked at for digests that were missed.
  private static let missedDays = 2

  /// The days to tell of, the newest first: the one that was named, or yesterday and those before it.
  func days(_ message: Digest.Message) throws(Failure) -> [String] {
    guard message.date == nil else { return [date] }
    do throws(StoreError) {
      return try [date]
        + database.daysOfDigests(before: date, timeZone: timeZone, count: Self.missedDays)
    } catch {
      throw Failure(error)
    }
  }

  /// Whom nobody has told of a day yet, in the order of their ids.
  func users(on day: String, after: String?, limit: Int) throws(Failure) -> [String] {
    do throws(StoreError) {
      return try database.usersAwaitingDigest(on: day, timeZone: timeZone, after: after, limit: limit)
    } catch {
      throw Failure(error)
    }
  }

  /// What a user is told of a day.
  func letter(to user: String, on day: String) throws(Failure) -> DigestLetter {
    let reports: [CrawlReport]
    do throws(StoreError) {
      reports = try database.reports(ofUser: user, on: day, timeZone: timeZone)
    } catch {
      throw Failure(error)
    }
    return DigestLetter(reports, to: user, on: day)
  }
}

/// What one user is told of a day, or why nothing.
struct DigestLetter {
  let user: String
  let day: String
  /// How many sites it tells of.
  let sites: Int
  /// To whom it goes; nil: to nobody.
  let address: String?
  let links: MailLinks
  let content: MailContent?

  init(_ reports: [CrawlReport], to user: String, on day: String) {
    (self.user, self.day, sites) = (user, day, reports.count)
    let links = MailLinks(user: user, Environment.value)
    self.links = links
    address = reports.first?.email
    content =
      address == nil
      ? nil
      : DigestMail.content(
        reports.map { report in
          CrawlNews(
            status: report.status, summary: report.summary, reason: report.errorMessage,
            domain: report.domain, previousScore: report.previousScore,
            recommendations: report.recommendations, reportURL: links.report(ofJob: report.jobID))
        }, day: day, links: links)
  }

  /// What makes it one mail, however often it is asked for.
  var key: String { Database.digestKey(of: user, on: day) }

  /// What the result of its run says, whatever became of it.
  var facts: [String: JSON] {
    var facts: [String: JSON] = [
      "date": .string(day), "user_id": .string(user), "sites": .integer(sites), "dry_run": false,
    ]
    if let content {
      facts["subject"] = .string(content.subject)
      facts["dedupe_key"] = .string(key)
    } else {
      facts["status"] = "skipped"
      facts["reason"] = .string(sites == 0 ? "nothing happened" : "the user has no address")
    }
    return facts
  }
}
