// crawl-handler with limits that a test chooses: what takes 30 seconds of a real crawl takes one of a test's.

import Auditing
import Crawling
import HandlerKit
import JSONText
import Reporting
import Runtime

@main struct CrawlProbe: Handler {
  static let usage = Usage(
    name: "crawl-probe", about: "Crawls with other limits.",
    parameters: [
      Parameter("website_domain", .text, about: "The site."),
      Parameter("max_pages", .integer(1...50_000), about: "How many pages.", defaultValue: 500),
    ],
    options: [Option("--full", about: "Tells everything.")],
    notes: [
      "Environment:",
      "  PROBE_POLICY            the limits, a JSON object",
      "  PROBE_AUTHORITIES       a file of certificates to trust",
      "  CRAWL_ALLOW_NETWORKS    addresses to be crawled although not public",
    ])

  struct Message: Decodable {
    var website_domain: String
    var max_pages: Int
  }

  func run(_ message: Message, _ invocation: Invocation) throws(Failure) -> JSON {
    var policy = CrawlPolicy(maxPages: message.max_pages)
    do throws(JSONError) {
      policy.change(by: try JSON(parsing: Array((Environment.value(of: "PROBE_POLICY") ?? "{}").utf8)))
    } catch {
      throw .configuration("cannot use PROBE_POLICY: \(error)")
    }
    let egress: CrawlEgress
    do throws(CrawlSettingError) {
      egress = try CrawlEgress(
        allowing: Environment.value(of: "CRAWL_ALLOW_NETWORKS"),
        authorities: Environment.value(of: "PROBE_AUTHORITIES"))
    } catch {
      throw .configuration("\(error)")
    }
    let request = Site.Request(domain: message.website_domain, maxPages: message.max_pages)
    return try crawl(request, policy, egress, invocation)
  }

  private func crawl(
    _ request: Site.Request, _ policy: CrawlPolicy, _ egress: CrawlEgress, _ invocation: Invocation
  ) throws(Failure) -> JSON {
    do throws(CrawlError) {
      let site = try Crawl(request, policy: policy, egress: egress).run(
        progress: { _, _, _ in }, isOver: { invocation.stop != nil })
      return CrawlResult(site, Audit(site), detail: invocation.has("--full") ? .full : .counts).json
    } catch {
      throw .refused("\(error)")
    }
  }
}

extension CrawlPolicy {
  /// Takes over what an object names.
  fileprivate mutating func change(by object: JSON) {
    func seconds(_ name: String) -> Duration? { object[name]?.double.map { .milliseconds(Int($0 * 1_000)) } }
    func seconds(all name: String) -> [Duration]? {
      object[name]?.array?.compactMap(\.double).map { .milliseconds(Int($0 * 1_000)) }
    }
    isOwnSite = true
    if let rate = object["requests_per_s"]?.double { requestsPerSecond = rate }
    connectLimit = seconds("connect_s") ?? connectLimit
    answerLimit = seconds("answer_s") ?? answerLimit
    trickleLimit = seconds("trickle_s") ?? trickleLimit
    longestWait = seconds("longest_wait_s") ?? longestWait
    patience = seconds("patience_s") ?? patience
    throttledPause = seconds("throttled_pause_s") ?? throttledPause
    linkInterval = seconds("link_interval_s") ?? linkInterval
    checkTime = seconds("check_time_s") ?? checkTime
    serverErrorRetries = seconds(all: "server_error_retries_s") ?? serverErrorRetries
    unreachableRetries = seconds(all: "unreachable_retries_s") ?? unreachableRetries
  }
}
