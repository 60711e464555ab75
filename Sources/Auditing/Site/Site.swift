// What a crawl has read: the input of every rule.

/// The pages of one site, in the order of the requests.
public struct Site: Sendable {
  /// How the crawl ended.
  public enum Outcome: String, Sendable {
    /// Every page found was read.
    case complete
    /// `max_pages` was reached before.
    case pageLimit = "page_limit"
    /// The time was up before.
    case timeLimit = "time_limit"
    /// The start page leads to another site.
    case offsiteRedirect = "offsite_redirect"
    /// robots.txt forbids us the start page.
    case robotsDisallowed = "robots_disallowed"
    /// robots.txt could not be read, which forbids everything (RFC 9309 2.3.1.4).
    case robotsUnreachable = "robots_unreachable"
    /// The site did not let us read its start page, or no further pages.
    case blocked
    /// The site kept asking us to slow down, at its start page or later.
    case throttled
    /// There was no answer to the start page, or none any more.
    case unreachable

    /// Whether pages may be missing that the site has.
    ///
    /// A site may turn us away, or go, after it has let us read a part.
    public var isPartial: Bool {
      switch self {
      case .pageLimit, .timeLimit, .blocked, .throttled, .unreachable: true
      case .complete, .offsiteRedirect, .robotsDisallowed, .robotsUnreachable: false
      }
    }
  }

  /// What was asked for.
  public struct Request: Hashable, Sendable {
    /// The site as it was named.
    public var domain: String
    /// How many pages were to be read at most.
    public var maxPages: Int

    /// Makes a request.
    public init(domain: String, maxPages: Int) {
      self.domain = domain
      self.maxPages = maxPages
    }
  }

  /// What became of one host's robots.txt.
  public struct RobotsFile: Hashable, Sendable {
    /// Its URL.
    public var url: String
    /// The HTTP status; nil without an answer.
    public var status: Int?
    /// Why there is no answer.
    public var reason: String?
    /// Whether the body is HTML, which is no robots.txt.
    public var isHTML = false
    /// Whether it has more than the 500 KiB that are read.
    public var isTruncated = false
    /// The values of its `Sitemap` lines as written, the first 1,000.
    public var sitemaps: [String] = []
    /// What is wrong with its lines, the first 100.
    public var faults: [RobotsFault] = []
    /// How many of its lines have a fault.
    public var faultCount = 0
    /// The `Crawl-delay` that it asks of us, in seconds; we keep at most 30.
    public var crawlDelaySeconds: Double?

    /// Makes the record of one file.
    public init(url: String, status: Int?, reason: String?) {
      self.url = url
      self.status = status
      self.reason = reason
    }
  }

  /// What became of the request for a page with an accidental name.
  public struct MissingPage: Hashable, Sendable {
    /// What was asked for.
    public var url: String
    /// The status of the last answer, after redirects; nil without one.
    public var status: Int?
    /// Whether that answer was an HTML page with a status of success.
    public var isPage: Bool

    /// Makes the record of the request.
    public init(url: String, status: Int?, isPage: Bool) {
      self.url = url
      self.status = status
      self.isPage = isPage
    }
  }

  /// When it happened; nothing else in a site depends on the clock, but for what pages say of their fetch.
  public struct Timing: Hashable, Sendable {
    /// Seconds since 1970; nil when nobody looked at the clock.
    public var startedAt: Double?
    /// From the first request to the last answer, in seconds.
    public var seconds: Double

    /// Makes the timing of a crawl.
    public init(startedAt: Double? = nil, seconds: Double) {
      self.startedAt = startedAt
      self.seconds = seconds
    }
  }

  /// What was asked for.
  public var request: Request
  /// The URL that the crawl started from, after redirects within the site.
  public var start: PageAddress
  /// The pages; a page's position is its identity.
  public var pages: [Page]
  /// How the crawl ended.
  public var outcome: Outcome
  /// Why, when that needs words.
  public var reason: String?
  /// How many URLs were found and not asked for.
  public var unread: Int
  /// The robots.txt files, in the order of reading.
  public var robots: [RobotsFile]
  /// When it happened.
  public var timing: Timing
  /// The sitemaps, in the order of reading.
  public var sitemaps: [SitemapFile] = []
  /// What was only checked: other sites' pages that this one links to, and the files that its pages load.
  public var checked: [CheckedURL] = []
  /// The patterns of URLs that the crawl stopped following.
  public var traps: [Trap] = []
  /// What the site answers for a page that cannot exist; nil when nobody asked.
  public var missing: MissingPage?
  /// Why URLs that were found were not asked for, by cause; ``unread`` is their sum with those the limits left.
  public var skipped: [String: Int] = [:]

  /// Makes a site of what was read.
  public init(
    _ request: Request, start: PageAddress, pages: [Page], outcome: Outcome, reason: String? = nil,
    unread: Int = 0, robots: [RobotsFile] = [], timing: Timing = Timing(seconds: 0)
  ) {
    self.request = request
    self.start = start
    self.pages = pages
    self.outcome = outcome
    self.reason = reason
    self.unread = unread
    self.robots = robots
    self.timing = timing
  }
}
