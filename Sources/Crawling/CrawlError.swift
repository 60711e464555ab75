// Why a site is not crawled at all. What happens to single pages is no error but their outcome.

/// The end of a crawl before it began.
public enum CrawlError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The address is none of a website; the message will never work.
  case malformed(String, String)
  /// The address is one that policy forbids: private, literal, a port.
  case refused(String, String)
  /// The crawl was asked to stop before it had an end.
  case stopped

  /// Why, without the name of what.
  var reason: String {
    switch self {
    case .malformed(_, let reason), .refused(_, let reason): reason
    case .stopped: "it was asked to stop"
    }
  }

  /// One sentence.
  public var description: String {
    switch self {
    case .malformed(let name, let reason): "cannot crawl \(name.isEmpty ? "the website" : name): \(reason)"
    case .refused(let name, let reason): "cannot crawl \(name): \(reason); only public websites are crawled"
    case .stopped: "cannot finish the crawl: it was asked to stop"
    }
  }
}
