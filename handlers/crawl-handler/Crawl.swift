// Crawls one website and audits it for SEO: from `{"website_domain": "example.com"}` to the result.

import Auditing
import Crawling
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
        "max_pages", .integer(1...50_000), about: "How many pages are read at most; redirects do not count.",
        defaultValue: 500, example: 50),
      Parameter(
        "crawl_job_id", .text, about: "The job's id; not used yet.", isRequired: false),
    ],
    options: [
      Option("--full", about: "Tells every heading, link and image of each page."),
      Option("--summary", about: "Prints a readable summary on stderr; always so on a terminal."),
    ],
    notes: [
      "Environment:",
      "  CRAWL_USER_AGENT        the name that sites see",
      "  CRAWL_REQUESTS_PER_S    requests a second to a host, 0 for no limit (default 5; none if allowed)",
      "  CRAWL_ALLOW_NETWORKS    addresses to be crawled although not public: 127.0.0.1:8080 10.0.0.0/8",
    ])

  struct Message: Decodable {
    var website_domain: String
    var max_pages: Int
  }

  func run(_ message: Message, _ invocation: Invocation) throws(Failure) -> JSON {
    let settings = try CrawlSettings(message, Environment.value)
    let startedAt = Invocation.now
    var site: Site
    do throws(CrawlError) {
      let crawl = try Crawl(settings.request, policy: settings.policy, egress: settings.egress)
      site = try crawl.run(
        progress: { done, expected, url in
          invocation.report(Progress(done: done, total: expected, unit: "pages", detail: url))
        }, isOver: { invocation.stop != nil })
    } catch {
      throw Failure(error)
    }
    guard invocation.stop != .asked else { throw .later("\(CrawlError.stopped)", isCharged: false) }
    site.timing.startedAt = startedAt

    let audit = Audit(site)
    let result = CrawlResult(site, audit, detail: invocation.has("--full") ? .full : .counts).json
    invocation.finishProgress()
    if invocation.has("--summary") || invocation.isWatched {
      invocation.tell(CrawlSummary(result, isColoured: invocation.isWatched).text)
    }
    return result
  }

  func abridged(_ result: JSON) -> JSON { CrawlResult.abridged(result) }
}

extension Failure {
  /// A crawl that did not begin, as an end of the handler.
  fileprivate init(_ error: CrawlError) {
    self =
      switch error {
      case .malformed: .message("\(error)")
      case .refused: .refused("\(error)")
      case .stopped: .later("\(error)", isCharged: false)
      }
  }
}
