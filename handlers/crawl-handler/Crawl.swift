// Crawls one website and audits it for SEO: from `{"website_domain": "example.com"}` to the result.

import HandlerKit
import JSONText
import Reporting
import Runtime

@main struct CrawlHandler: Handler {
  static let usage = Usage(
    name: "crawl-handler", about: "Crawls one website and audits it for SEO.",
    parameters: [
      Parameter(
        "website_domain", .text, about: "The site: host, host:port or an http(s) URL.",
        example: "example.com"),
      Parameter(
        "max_pages", .integer(1...50_000),
        about: "How many pages are read at most; redirects do not count. Else as the job says, or 500.",
        isRequired: false, example: 50),
      Parameter(
        "crawl_job_id", .text,
        about: "The row of crawl_jobs that the crawl is for; without it there is none.",
        isRequired: false),
    ],
    options: [
      Option("--full", about: "Tells every heading, link and image of each page."),
      Option("--summary", about: "Prints a readable summary on stderr; always so on a terminal."),
    ],
    notes: [
      "Environment:",
      "  DATABASE_URL            where the job's row is; the result then goes there, and its summary to stdout",
      "  CRAWL_USER_AGENT        the name that sites see",
      "  CRAWL_REQUESTS_PER_S    requests a second to a host, 0 for no limit (default 5; none if allowed)",
      "  CRAWL_ALLOW_NETWORKS    addresses to be crawled although not public: 127.0.0.1:8080 10.0.0.0/8",
      "  CRAWL_RECOMMEND         1: has a language model asked about the job's findings afterwards",
    ])

  struct Message: Decodable {
    var website_domain: String
    var max_pages: Int?
    var crawl_job_id: String?
  }

  func run(_ message: Message, _ invocation: Invocation) throws(Failure) -> JSON {
    let work = CrawlWork(settings: try CrawlSettings(message, Environment.value), invocation: invocation)
    guard let id = message.crawl_job_id, let database = try work.database() else {
      return try work.result()
    }
    return try work.result(of: id, in: database)
  }

  func abridged(_ result: JSON) -> JSON { CrawlResult.abridged(result) }
}
