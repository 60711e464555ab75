// Origins (WHATWG URL 4.7).

extension URL {
  /// The scheme, the host and the port as one text, "null" for an opaque origin.
  ///
  /// A file's origin is opaque; a blob's is that of the http or https URL inside it.
  public var origin: String {
    switch layout.scheme {
    case .http, .https, .ws, .wss, .ftp:
      return "\(scheme)://\(authority)"
    case .other where scheme == "blob" && layout.host == .null:
      guard let inner = URL(path), inner.layout.scheme == .http || inner.layout.scheme == .https else {
        return "null"
      }
      return inner.origin
    case .file, .other:
      return "null"
    }
  }

  /// The host and, where it is not the default, the port; the `host` of the URL API.
  public var authority: String {
    layout.host == .null ? "" : String(slice(layout.hostStart..<endOfPort))
  }

  /// With a host the path begins where the port ends.
  private var endOfPort: UInt32 { layout.authorityEnd }

  /// Returns whether both have the same origin; opaque origins are the same as no other.
  public func isSameOrigin(as other: URL) -> Bool {
    let origin = origin
    return origin != "null" && origin == other.origin
  }
}
