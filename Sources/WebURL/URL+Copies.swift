// Copies of a URL with a part replaced.

extension URL {
  /// Returns the URL without its fragment.
  public func withoutFragment() -> URL {
    guard Int(layout.fragmentStart) < href.utf8.count else { return self }
    return URL(href: String(slice(0..<layout.fragmentStart)), layout: layout)
  }

  /// Returns the URL with another query, nil for none; the fragment stays.
  ///
  /// The query is taken as encoded already: a "%" stays one, and only what a query cannot hold is encoded.
  public func replacing(query: String?) -> URL {
    var bytes = Array(slice(0..<layout.queryStart).utf8)
    var layout = layout
    if let query {
      bytes.append(.question)
      PercentEncoding.append(
        Array(query.utf8)[...], to: &bytes, encoding: layout.scheme.isSpecial ? .specialQuery : .query)
    }
    layout.fragmentStart = UInt32(bytes.count)
    bytes.append(contentsOf: slice(self.layout.fragmentStart..<UInt32(href.utf8.count)).utf8)
    return URL(href: String(decoding: bytes, as: UTF8.self), layout: layout)
  }

  /// Returns the URL with "http" or "https" and a port in place of its own, nil for any other scheme.
  ///
  /// - Parameters:
  ///   - scheme: "http" or "https".
  ///   - port: The port, nil for the default of the new scheme.
  /// - Returns: The copy, credentials and all, or nil.
  public func replacing(scheme: String, port: UInt16?) -> URL? {
    guard scheme == "http" || scheme == "https", layout.scheme == .http || layout.scheme == .https else {
      return nil
    }
    let host = slice(layout.schemeEnd..<layout.hostEnd)
    let tail = slice(layout.pathStart..<UInt32(href.utf8.count))
    // Going through the parser keeps one place in charge of what a URL looks like.
    return URL("\(scheme)\(host)\(port.map { ":\($0)" } ?? "")\(tail)")
  }
}
