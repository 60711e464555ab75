// The parts of a URL, cut out of its text when they are asked for.

extension URL {
  /// The scheme in small letters, without its colon.
  public var scheme: String { text(0..<layout.schemeEnd) }

  /// Whether the scheme is http or https.
  public var isWeb: Bool { layout.scheme == .https || layout.scheme == .http }

  /// The user name, percent-encoded; empty when there is none.
  public var username: String {
    guard layout.host != .null else { return "" }
    return text(layout.schemeEnd + 3..<layout.usernameEnd)
  }

  /// The password, percent-encoded; empty when there is none.
  public var password: String {
    // Between the user name and the host are ":", the password and "@", or "@" alone, or nothing.
    guard layout.usernameEnd + 2 < layout.hostStart else { return "" }
    return text(layout.usernameEnd + 1..<layout.hostStart - 1)
  }

  /// The host, nil for URLs such as "mailto:" that have none.
  public var host: Host? {
    switch layout.host {
    case .null: nil
    case .empty: .empty
    case .domain: .domain(hostname)
    case .opaque: .opaque(hostname)
    case .ipv4: IPv4Address(hostname).map(Host.ipv4)
    case .ipv6: IPv6Address(text(layout.hostStart + 1..<layout.hostEnd - 1)).map(Host.ipv6)
    }
  }

  /// The host as text, an IPv6 address in brackets; empty when there is none.
  public var hostname: String {
    layout.host == .null ? "" : text(layout.hostStart..<layout.hostEnd)
  }

  /// The port, nil when it is absent or the scheme's default.
  public var port: UInt16? { layout.port }

  /// The port that a connection would use: the URL's or the scheme's default.
  public var effectivePort: UInt16? { layout.port ?? layout.scheme.defaultPort }

  /// The path, percent-encoded, with the slash that it begins with where it is not opaque.
  public var path: String { text(layout.pathStart..<layout.queryStart) }

  /// Whether the path is one text without segments, as in "mailto:someone@example.com".
  ///
  /// Such a URL is no base for relative ones.
  public var hasOpaquePath: Bool { layout.hasOpaquePath }

  /// The query, percent-encoded, without its question mark; nil is not the same as empty.
  public var query: String? {
    guard layout.queryStart < layout.fragmentStart else { return nil }
    return text(layout.queryStart + 1..<layout.fragmentStart)
  }

  /// The fragment, percent-encoded, without its number sign; nil is not the same as empty.
  public var fragment: String? {
    guard Int(layout.fragmentStart) < href.utf8.count else { return nil }
    return text(layout.fragmentStart + 1..<UInt32(href.utf8.count))
  }

  private func text(_ range: Range<UInt32>) -> String {
    String(slice(range))
  }

  func slice(_ range: Range<UInt32>) -> Substring {
    let utf8 = href.utf8
    let start = utf8.index(utf8.startIndex, offsetBy: Int(range.lowerBound))
    return href[start..<utf8.index(start, offsetBy: range.count)]
  }
}
