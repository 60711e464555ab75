// A set of URLs without end, as calendars and filters make them.

/// A pattern of URLs that the crawl stopped following.
public struct Trap: Hashable, Sendable {
  /// Why it stopped.
  public enum Cause: String, Sendable {
    /// The pattern had its share of the crawl.
    case budget
    /// Ten pages of the pattern in a row said the same.
    case sameText = "same_text"
    /// URLs that are too long, too deep, or repeat themselves.
    case shape
  }

  /// The pattern: host and path with `{n}` for numbers, `{d}` for dates, `{h}` for hexadecimal, and the names of the
  /// parameters.
  public var pattern: String
  /// Why the crawl stopped following it.
  public var cause: Cause
  /// How many URLs of the pattern were found.
  public var seen: Int
  /// How many of them were asked for.
  public var fetched: Int

  /// Makes the record of a trap.
  public init(pattern: String, cause: Cause, seen: Int, fetched: Int) {
    self.pattern = pattern
    self.cause = cause
    self.seen = seen
    self.fetched = fetched
  }
}
