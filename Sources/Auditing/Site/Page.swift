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
    /// By declaring it the next or previous page of a series.
    case series
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
  /// Whether a sitemap lists it.
  public var isInSitemap = false
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
  /// At what the request failed; nil when there is an answer, or none was sent.
  public var failure: Failure?
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
  /// `ETag` and `Last-Modified`, as the server wrote them.
  public var validators = Validators()
  /// 1.1 is 11, 2 is 20; nil without an answer.
  public var httpVersion: Int?
  /// Seconds to the first byte of the answer, from the request.
  public var firstByteSeconds: Double?
  /// Seconds for the whole exchange.
  public var totalSeconds: Double?

  /// At what a request failed.
  public enum Failure: String, Sendable, CaseIterable {
    /// The name has no address.
    case dns
    /// Nobody takes the connection.
    case connect
    /// The certificate or the handshake.
    case tls
    /// The connection broke.
    case reset
    /// The time was up.
    case timeout
    /// The header is too large.
    case headers
    /// The body cannot be decoded, or grows too much by it.
    case decode
    /// It is no HTTP.
    case `protocol`
  }

  /// What a server offers to tell whether its answer has changed (RFC 9110 8.8).
  public struct Validators: Hashable, Sendable {
    /// `ETag`.
    public var etag: String?
    /// `Last-Modified`.
    public var lastModified: String?

    /// Makes validators.
    public init(etag: String? = nil, lastModified: String? = nil) {
      self.etag = etag
      self.lastModified = lastModified
    }
  }

  /// Makes the record of a request.
  public init(outcome: FetchOutcome, status: Int? = nil, reason: String? = nil) {
    self.outcome = outcome
    self.status = status
    self.reason = reason
  }
}
