// Tells the owner of a site that a crawl of it has ended: from the job's id to a follow-up that sends the mail.

import Delivery
import HandlerKit
import JSONText
import Mailing
import Messages
import Runtime
import Store

@main struct CrawlComplete: Handler {
  static let usage = Usage(
    name: "crawl-complete-handler", about: "Tells the owner of a site that a crawl of it has ended.",
    parameters: [
      Parameter(
        "crawl_job_id", .text, about: "The job, completed or failed.",
        example: "00000000-0000-4000-8000-000000000001")
    ],
    notes: [
      "Environment:",
      "  DATABASE_URL     the service's database",
      "  APP_URL          where the service is: links lead there",
      "  UNSUBSCRIBE_KEY  signs the link that ends such mails",
    ])

  struct Message: Decodable {
    var crawl_job_id: String
  }

  func run(_ message: Message, _ invocation: Invocation) throws(Failure) -> JSON {
    guard let url = Environment.value(of: "DATABASE_URL") else {
      throw .configuration("cannot find the database: set DATABASE_URL")
    }
    let found: CrawlReport?
    do throws(StoreError) {
      found = try Database(url: url, program: "crawl-complete-handler").report(ofJob: message.crawl_job_id)
    } catch {
      throw Failure(error)
    }
    guard let report = found else {
      throw .message("cannot tell of job \(message.crawl_job_id.clipped(toBytes: 64)): there is no such job")
    }
    guard ["completed", "failed"].contains(report.status) else {
      return ["status": "skipped", "reason": .string("the job is \(report.status)")]
    }
    guard let address = report.email else {
      return ["status": "skipped", "reason": "its owner has no address"]
    }
    let links = MailLinks(user: report.userID, Environment.value)
    let news = CrawlNews(
      status: report.status, summary: report.summary, reason: report.errorMessage, domain: report.domain,
      previousScore: report.previousScore, recommendations: report.recommendations,
      reportURL: links.report(ofJob: report.jobID))
    let mail = CompletionMail.content(news, links: links)
    // A job may fail, and be completed when it is sent again: these are two mails.
    let key = "crawl-complete:\(report.jobID):\(report.status)"
    invocation.enqueue(
      FollowUp(
        task: MailContent.task, keywordArguments: mail.arguments(to: address, key: key, links: links),
        dedupeKey: key))
    return ["status": "enqueued", "dedupe_key": .string(key), "subject": .string(mail.subject)]
  }
}
