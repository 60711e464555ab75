// What a crawl is made of: the message and the operator's settings, checked.

import Auditing
import Crawling
import HandlerKit
import Runtime
import WebURL

/// The message and the settings of the environment, ready for a crawl.
struct CrawlSettings {
  var request: Site.Request
  var policy: CrawlPolicy
  var egress: CrawlEgress
  /// Whether a language model is to be asked about what is found.
  var isRecommending = false
  /// Whether the message leaves it to others how many pages are read.
  private let isLimitOpen: Bool

  /// Reads the settings.
  ///
  /// - Parameters:
  ///   - message: The checked message.
  ///   - setting: Gives a setting by its name.
  /// - Throws: ``Failure`` with exit status 78 for a setting that cannot be used.
  init(_ message: CrawlHandler.Message, _ setting: (String) -> String?) throws(Failure) {
    isLimitOpen = message.max_pages == nil
    let maxPages = message.max_pages ?? 500
    request = Site.Request(domain: message.website_domain, maxPages: maxPages)
    policy = CrawlPolicy(maxPages: maxPages)
    do throws(CrawlSettingError) {
      egress = try CrawlEgress(allowing: setting("CRAWL_ALLOW_NETWORKS"))
    } catch {
      throw .configuration("cannot use CRAWL_ALLOW_NETWORKS: \(error)")
    }
    if let name = setting("CRAWL_USER_AGENT") {
      guard name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
        throw .configuration("cannot use CRAWL_USER_AGENT: it holds a control character")
      }
      policy.userAgent = name
    }
    // Nobody has to be polite to a server of their own that they named.
    policy.isOwnSite = egress.isOwnSite(message.website_domain)
    if let text = setting("CRAWL_REQUESTS_PER_S") {
      guard let rate = Double(text), rate >= 0, rate.isFinite else {
        throw .configuration("cannot use CRAWL_REQUESTS_PER_S: \(text) is no number of requests a second")
      }
      policy.requestsPerSecond = rate == 0 ? nil : rate
    }
    switch setting("CRAWL_RECOMMEND") ?? "0" {
    case "0": break
    case "1": isRecommending = true
    case let text: throw .configuration("cannot use CRAWL_RECOMMEND: \(text.madeSafe) is neither 0 nor 1")
    }
  }

  /// Takes the job's number of pages, if the message has none.
  mutating func limit(to maxPages: Int) {
    guard isLimitOpen else { return }
    request.maxPages = max(1, min(50_000, maxPages))
    policy.maxPages = request.maxPages
  }

  /// Of which host one crawl at a time is made: both schemes and the `www.` twin are one, a port is another; nil: the
  /// domain is none.
  var host: String? {
    let domain = request.domain
    guard let url = URL(domain.contains("://") ? domain : "https://\(domain)"), url.isWeb else { return nil }
    let name = url.hostname.hasPrefix("www.") ? String(url.hostname.dropFirst(4)) : url.hostname
    return url.port.map { "\(name):\($0)" } ?? name
  }
}
