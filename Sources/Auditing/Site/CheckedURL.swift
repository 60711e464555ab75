// A URL that the site names and the crawl only checked: another site's page, or a file that pages load.

/// A URL whose answer was looked at, and nothing more.
public struct CheckedURL: Sendable {
  /// How pages name it.
  public enum Kind: String, Sendable, CaseIterable {
    /// By a link that people click.
    case link
    /// As an image.
    case image
    /// As a script.
    case script
    /// As a style sheet.
    case stylesheet
  }

  /// What came of the check.
  public enum Verdict: String, Sendable, CaseIterable {
    /// It answers 2xx, after redirects if need be.
    case ok
    /// It answers 4xx and means it: 404, 410 and their like.
    case broken
    /// It answers 5xx.
    case failing
    /// No answer: the name, the connection, TLS, the time.
    case unreachable
    /// It does not answer programs as it answers people (401, 403, 429, 999): nobody can tell.
    case unverifiable
    /// Our policy forbids to ask: a private address, a port.
    case refused
    /// Nobody asked: the limit or the time.
    case unchecked
  }

  /// The URL.
  public var address: PageAddress
  /// How it is named; the first way, when there are several.
  public var kind: Kind
  /// Whether it belongs to the site.
  public var isInternal: Bool
  /// What came of it.
  public var verdict: Verdict
  /// The last HTTP status; nil without an answer.
  public var status: Int?
  /// Where redirects led, when they led elsewhere.
  public var final: PageAddress?
  /// Why there is no answer.
  public var reason: String?
  /// The pages that name it, by their positions in ``Site/pages``: the first ten.
  public var referrers: [Int] = []
  /// How many pages name it.
  public var referrerCount = 0

  /// Makes the record of a check.
  public init(address: PageAddress, kind: Kind, isInternal: Bool, verdict: Verdict = .unchecked) {
    self.address = address
    self.kind = kind
    self.isInternal = isInternal
    self.verdict = verdict
  }
}
