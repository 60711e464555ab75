// Hosts as values.

/// A host of a URL (WHATWG URL 3.1).
public enum Host: Hashable, Sendable {
  /// A domain in ASCII and small letters, labels of other scripts in punycode.
  case domain(String)
  /// An IPv4 address, however it was written.
  case ipv4(IPv4Address)
  /// An IPv6 address.
  case ipv6(IPv6Address)
  /// A host of a scheme that is not special, percent-encoded and otherwise as it was.
  case opaque(String)
  /// A host of no characters, as in "file:///etc/hosts".
  case empty

  /// Whether the host is an address and needs no lookup.
  public var isIPLiteral: Bool {
    switch self {
    case .ipv4, .ipv6: true
    case .domain, .opaque, .empty: false
    }
  }
}

extension Host: CustomStringConvertible {
  /// The host as it stands in a URL (WHATWG URL 3.6).
  public var description: String {
    switch self {
    case .domain(let text), .opaque(let text): text
    case .ipv4(let address): address.description
    case .ipv6(let address): "[\(address)]"
    case .empty: ""
    }
  }
}
