// What a crawl leaves of a page for the next crawl of the website: by what the server tells whether the page has
// changed, and all that an audit needs to know of it if not.

/// A page as an earlier crawl has left it.
public struct KeptPage: Hashable, Sendable {
  /// What the server said to tell its answers apart.
  public var validators: Fetch.Validators
  /// The ``PageRecord`` of the answer, packed by whoever keeps it.
  public var record: [UInt8]

  /// Makes a page to be kept.
  public init(validators: Fetch.Validators, record: [UInt8]) {
    self.validators = validators
    self.record = record
  }
}
