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
    key = page.query == "" ? String(page.href.dropLast()).normalisingTriplets : page.href.normalisingTriplets
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
    let kept = pairs.filter { !String($0.prefix { $0 != "=" }).normalisingTriplets.isTrackingParameter }
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

  /// The text with upper-case percent triplets, and those of unreserved characters decoded.
  fileprivate var normalisingTriplets: String {
    guard utf8.contains(UInt8(ascii: "%")) else { return self }
    var key: [UInt8] = []
    var rest = Array(utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%"), let high = rest.first?.hexDigit,
        let low = rest.dropFirst().first?.hexDigit
      else {
        key.append(byte)
        continue
      }
      rest = rest.dropFirst(2)
      let decoded = high << 4 | low
      key += decoded.isUnreserved ? [decoded] : [byte, high.asHexDigit, low.asHexDigit]
    }
    return String(decoding: key, as: UTF8.self)
  }
}

extension UInt8 {
  fileprivate var hexDigit: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  fileprivate var asHexDigit: UInt8 { self < 10 ? UInt8(ascii: "0") + self : UInt8(ascii: "A") + self - 10 }

  /// RFC 3986 2.3.
  fileprivate var isUnreserved: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
