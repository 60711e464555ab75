// When two URLs are one page: the address that is requested, and the key that tells pages apart.

public import WebURL

/// A URL as the crawl knows it.
///
/// Trailing slash, case of the path, order of parameters and `index.html` are kept: to change them is to
/// ask for another page.
public struct PageAddress: Hashable, Sendable {
  /// What is requested: without fragment and without tracking parameters.
  public let url: URL
  /// What is compared: as ``url``, with percent triplets normalised (RFC 3986 6.2.2) and no bare `?`.
  public let key: String

  /// Makes the address of a URL.
  public init(_ url: URL) {
    var page = url.fragment == nil ? url : url.withoutFragment()
    if let query = page.query, let kept = query.withoutTracking { page = page.replacing(query: kept) }
    self.url = page
    key = PercentEncoding.normalise(page.query == "" ? String(page.href.dropLast()) : page.href)
  }

  /// What is requested, as text.
  public var href: String { url.href }

  /// Two addresses are one when their keys are.
  public static func == (one: PageAddress, other: PageAddress) -> Bool { one.key == other.key }

  /// Hashes the key alone.
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }
}

extension String {
  /// The query without tracking parameters: nil when it has none, `.some(nil)` when nothing else is left.
  fileprivate var withoutTracking: String?? {
    let pairs = split(separator: "&", omittingEmptySubsequences: false)
    // Named in triplets it is the same parameter: `%75tm_source`.
    let kept = pairs.filter { pair in
      !PercentEncoding.normalise(String(pair.prefix { $0 != "=" })).isTrackingParameter
    }
    guard kept.count < pairs.count else { return nil }
    return kept.isEmpty ? .some(nil) : kept.joined(separator: "&")
  }

  private var isTrackingParameter: Bool {
    switch self {
    case "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "fbclid", "msclkid", "twclid", "yclid", "igshid",
      "mc_cid", "mc_eid", "_hsenc", "_hsmi", "mkt_tok", "_ga", "_gl":
      true
    default: hasPrefix("utm_")
    }
  }
}
