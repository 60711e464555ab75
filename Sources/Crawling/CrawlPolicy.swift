// How a site is to be read: how much, how fast, under which name.

/// The settings of one crawl.
public struct CrawlPolicy: Sendable {
  /// How many URLs are read at most.
  ///
  /// Redirects do not count, nor what robots.txt forbids.
  public var maxPages: Int
  /// How many requests may be under way at a time.
  public var concurrency = 4
  /// How many requests may start in a second; nil: no limit.
  public var requestsPerSecond: Double? = 5
  /// What the site sees as our name.
  public var userAgent = "DevSEOBot/1.0 (+https://devseo.example/bot)"
  /// The product token that robots.txt knows us by.
  public var robotsToken = "DevSEOBot"
  /// How long to wait before each further try at a URL that answered 5xx.
  public var serverErrorRetries: [Duration] = [.seconds(1), .seconds(4)]
  /// How long to wait before each further try at a URL that did not answer.
  public var unreachableRetries: [Duration] = [.seconds(1)]
  /// How often a request is repeated that the site put off with 429 or 503.
  public var throttledRetries = 3
  /// The longest wait that a site may ask for, by `Retry-After` or `Crawl-delay`.
  public var longestWait = Duration.seconds(30)
  /// How many bytes of a page are read at most.
  public var pageBytes = 10 << 20
  /// How long it may take until a server is connected, TLS included.
  public var connectLimit = Duration.seconds(10)
  /// How long one answer may take.
  public var answerLimit = Duration.seconds(30)
  /// How long an answer may trickle, in whole seconds.
  public var trickleLimit = Duration.seconds(10)

  /// Makes the settings of a crawl.
  public init(maxPages: Int) {
    self.maxPages = maxPages
  }

  /// How many requests there may be in all: redirects do not count as pages, but neither are they free.
  var maxRequests: Int { 3 * maxPages + 100 }
}
