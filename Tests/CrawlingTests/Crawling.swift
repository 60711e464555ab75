// What most of the tests here do: crawl a loopback server that the egress policy allows.

import Auditing
import Fixtures
import Glibc
import Synchronization
import Testing
import Transfer
import WebURL

@testable import Crawling

extension CrawlPolicy {
  /// A policy for tests: no pace, waits in milliseconds, and no sitemaps unless they are the matter.
  static func quick(maxPages: Int = 100, concurrency: Int = 4, readsSitemaps: Bool = false) -> CrawlPolicy {
    var policy = CrawlPolicy(maxPages: maxPages)
    policy.readsSitemaps = readsSitemaps
    policy.concurrency = concurrency
    policy.isOwnSite = true
    policy.serverErrorRetries = [.milliseconds(5), .milliseconds(5)]
    policy.unreachableRetries = [.milliseconds(5)]
    policy.longestWait = .milliseconds(20)
    policy.throttledPause = .milliseconds(5)
    policy.patience = .seconds(1)
    // Names of other sites are no business of most tests, and files would be requests that they do not expect.
    policy.checksLinks = false
    policy.checksAssets = false
    return policy
  }
}

/// How a crawl went.
struct Crawled: Sendable {
  /// What it gave, or why it did not begin.
  var result: Result<Site, CrawlError>
  /// How often it asked whether its time is up: once a turn of its loop.
  var turns: Int
  /// From the moment its time was up to its end.
  var secondsToStop: Double
  /// What it leaves for the next one.
  var cache: PageCache?

  /// The site, when there is one.
  var site: Site {
    get throws { try result.get() }
  }
}

/// Crawls on a thread of its own.
///
/// A crawl waits, and its pages are read by tasks: on a thread that tasks run on it would wait for itself.
func crawl(
  _ domain: String, _ policy: CrawlPolicy = .quick(), egress: Egress, cache: PageCache? = nil,
  isOver: @escaping @Sendable (_ turn: Int) -> Bool = { _ in false }
) async -> Crawled {
  await onThread {
    var turns = 0
    var stopped: ContinuousClock.Instant?
    var left: PageCache?
    let result = Result { () throws(CrawlError) -> Site in
      let request = Site.Request(domain: domain, maxPages: policy.maxPages)
      let crawl = try Crawl(request, policy: policy, egress: CrawlEgress(egress), cache: cache)
      defer { left = crawl.cache }
      return try crawl.run(progress: { _, _, _ in }) {
        turns += 1
        guard isOver(turns) else { return false }
        stopped = stopped ?? .now
        return true
      }
    }
    return Crawled(
      result: result, turns: turns, secondsToStop: stopped.map { (.now - $0).inSeconds } ?? 0,
      cache: left)
  }
}

extension LoopbackServer {
  /// Crawls this server, with nothing else on this machine allowed.
  func crawl(
    _ path: String = "/", _ policy: CrawlPolicy = .quick(), cache: PageCache? = nil,
    isOver: @escaping @Sendable (_ turn: Int) -> Bool = { _ in false }
  ) async throws -> Crawled {
    await CrawlingTests.crawl(
      url(path), policy, egress: try Egress(allowing: authority), cache: cache, isOver: isOver)
  }

  /// The paths that were asked for, but for the page that cannot exist.
  var wanted: [String] { paths.filter { !$0.hasPrefix("/devseo-check-") } }

  /// The paths that were asked for, but for robots.txt and the page that cannot exist.
  var pages: [String] { wanted.filter { $0 != "/robots.txt" } }
}

extension Site {
  /// The outcome of each page by its path, with query; other hosts in full.
  var outcomes: [String: FetchOutcome] {
    Dictionary(pages.map { ($0.address.path, $0.fetch.outcome) }) { first, _ in first }
  }

  /// The page of a path.
  func page(_ path: String) -> Page? { pages.first { $0.address.path == path } }
}

extension PageAddress {
  /// Path and query.
  var path: String { url.path + (url.query.map { "?\($0)" } ?? "") }
}
