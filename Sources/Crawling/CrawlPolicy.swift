// How a site is to be read: how much, how fast, under which name.

/// The settings of one crawl.
public struct CrawlPolicy: Sendable {
  /// How many URLs are read at most.
  ///
  /// Redirects do not count, nor what robots.txt forbids.
  public var maxPages: Int
  /// How many requests may be under way at a time; a host is given as many only as it bears them.
  public var concurrency = 4
  /// Whether the customer has shown that the site is theirs: then it may be asked faster.
  public var isVerified = false
  /// Whether the operator named the site's own address: no limit of the rate, and no cautious beginning.
  public var isOwnSite = false
  /// How many requests to one host may start in a second; nil: no limit.
  ///
  /// Until it is set: 5, 20 for a verified site, no limit for an own one.
  public var requestsPerSecond: Double? {
    get { chosenRate ?? (isOwnSite ? nil : isVerified ? 20 : 5) }
    set { chosenRate = .some(newValue) }
  }
  private var chosenRate: Double??
  /// What the site sees as our name.
  public var userAgent = "DevSEOBot/1.0 (+https://devseo.example/bot)"
  /// The product token that robots.txt knows us by.
  public var robotsToken = "DevSEOBot"
  /// How long to wait before each further try at a URL that answered 5xx.
  public var serverErrorRetries: [Duration] = [.seconds(1), .seconds(4)]
  /// How long to wait before each further try at a URL that did not answer.
  public var unreachableRetries: [Duration] = [.seconds(1)]
  /// How often a request is repeated that the site put off with 429 or 503; the start page as long as it takes.
  public var throttledRetries = 3
  /// How long the site may keep us waiting in all, by `Retry-After` or without a word.
  public var patience = Duration.seconds(300)
  /// How long to wait when a site puts us off and names no time; twice as long each time in a row.
  public var throttledPause = Duration.seconds(5)
  /// The longest `Crawl-delay` that is kept; a longer one is shortened to it.
  public var longestWait = Duration.seconds(30)
  /// How many pages in a row may be blocked, throttled or unreachable before the start page is asked for again.
  ///
  /// When that is no better, the crawl ends with what it has.
  public var refusalsInARow = 20
  /// How many bytes of a page are read at most.
  public var pageBytes = 10 << 20
  /// How long it may take until a server is connected, TLS included.
  public var connectLimit = Duration.seconds(10)
  /// How long one answer may take.
  public var answerLimit = Duration.seconds(30)
  /// How long an answer may trickle, in whole seconds.
  public var trickleLimit = Duration.seconds(10)
  /// Whether links to other sites are checked.
  public var checksLinks = true
  /// Whether the images, scripts and style sheets of the pages are checked.
  public var checksAssets = true
  /// How many links to other sites are checked at most.
  public var mostLinkChecks = 2_000
  /// How many checks may be under way at a time.
  public var checkConcurrency = 8
  /// How far apart requests to a host of another site are.
  public var linkInterval = Duration.seconds(2)
  /// How long the checks may go on after the last page, beside a quarter of the time that the pages took.
  ///
  /// When no answer comes for a quarter of it, they end as well.
  public var checkTime = Duration.seconds(20)

  /// Whether sitemaps are looked for and read.
  public var readsSitemaps = true

  /// Makes the settings of a crawl.
  public init(maxPages: Int) {
    self.maxPages = maxPages
  }

  /// How many requests there may be in all: redirects do not count as pages, but neither are they free.
  var maxRequests: Int { 3 * maxPages + 100 }

  /// How many files that pages load are checked at most.
  var mostAssetChecks: Int { min(5 * maxPages, 10_000) }
}
