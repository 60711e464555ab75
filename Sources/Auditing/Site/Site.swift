// What a crawl has read: the input of every rule.

/// The pages of one site, in the order of their discovery.
public struct Site: Sendable {
  /// Why the crawl ended.
  public enum End: String, Sendable {
    /// Every page found was read.
    case complete
    /// `max_pages` was reached.
    case pageLimit = "page_limit"
    /// The time was up.
    case timeLimit = "time_limit"
  }

  /// The URL that the crawl started from, after redirects within the site.
  public var start: PageAddress
  /// What belongs to the site.
  public var scope: Scope
  /// The pages; a page's position is its identity.
  public var pages: [Page]
  /// Why the crawl ended.
  public var end: End
  /// How many URLs were found and not requested.
  public var unread: Int

  /// Makes a site of its pages.
  public init(start: PageAddress, scope: Scope, pages: [Page], end: End, unread: Int = 0) {
    self.start = start
    self.scope = scope
    self.pages = pages
    self.end = end
    self.unread = unread
  }
}
