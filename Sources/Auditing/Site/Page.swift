// One URL of the site: how it was found, what the server said, what the page says.

/// One URL that the crawl has requested, or was told not to.
public struct Page: Sendable {
  /// How one page names another.
  public enum Reference: String, Sendable {
    /// By a link that people click.
    case link
    /// By answering with a redirect to it.
    case redirect
    /// By sending visitors on with a meta refresh.
    case refresh
    /// By declaring it the canonical one.
    case canonical
    /// By listing it as the same page in another language.
    case hreflang
  }

  /// Who named this URL.
  public struct Referrer: Sendable {
    /// The position of the naming page in ``Site/pages``.
    public var page: Int
    /// How it named it.
    public var reference: Reference

    /// Makes a referrer.
    public init(page: Int, reference: Reference) {
      self.page = page
      self.reference = reference
    }
  }

  /// The address.
  public var address: PageAddress
  /// Clicks from the start page; nil when no chain of links leads here.
  public var depth: Int?
  /// Who names it, in the order of discovery; the first ten.
  public var referrers: [Referrer] = []
  /// How often it is named by links, redirects, canonicals and hreflang.
  public var referrerCount = 0
  /// Whether some internal page links to it.
  public var isLinked = false
  /// What became of the request.
  public var fetch: Fetch
  /// What the page says, when it is an HTML page.
  public var facts: PageFacts?

  /// Makes a page before it is read.
  public init(address: PageAddress, depth: Int?, fetch: Fetch) {
    self.address = address
    self.depth = depth
    self.fetch = fetch
  }
}

/// What became of the request for one URL.
public struct Fetch: Sendable {
  /// The outcome.
  public var outcome: FetchOutcome
  /// The HTTP status; nil without an answer.
  public var status: Int?
  /// Why there is no answer, or why it was refused.
  public var reason: String?
  /// The media type in lower case, without parameters.
  public var mediaType: String?
  /// Where a redirect leads, when that is an http(s) URL.
  public var target: PageAddress?
  /// `Location` as the server wrote it.
  public var location: String?
  /// Bytes of the body as sent.
  public var wireBytes = 0
  /// Bytes of the body decoded.
  public var decodedBytes = 0
  /// Whether the body was longer than we read.
  public var isTruncated = false
  /// Whether robots.txt lets search engines read it.
  public var isOpenToSearch = true
  /// Seconds to the first byte of the answer, from the request.
  public var firstByteSeconds: Double?
  /// Seconds for the whole exchange.
  public var totalSeconds: Double?

  /// Makes the record of a request.
  public init(outcome: FetchOutcome, status: Int? = nil, reason: String? = nil) {
    self.outcome = outcome
    self.status = status
    self.reason = reason
  }
}
