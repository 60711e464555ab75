// What a crawl is made of: the message and the operator's settings, checked.

import Auditing
import Crawling
import HandlerKit

/// The message and the settings of the environment, ready for a crawl.
struct CrawlSettings {
  var request: Site.Request
  var policy: CrawlPolicy
  var egress: CrawlEgress

  /// Reads the settings.
  ///
  /// - Parameters:
  ///   - message: The checked message.
  ///   - setting: Gives a setting by its name.
  /// - Throws: ``Failure`` with exit status 78 for a setting that cannot be used.
  init(_ message: CrawlHandler.Message, _ setting: (String) -> String?) throws(Failure) {
    request = Site.Request(domain: message.website_domain, maxPages: message.max_pages)
    policy = CrawlPolicy(maxPages: message.max_pages)
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
  }
}
