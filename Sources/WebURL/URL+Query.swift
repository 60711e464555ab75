// The query as pairs.

extension URL {
  /// The pairs of the query as they are written, without the empty ones between two "&".
  public var queryPairs: [Substring] {
    guard layout.queryStart < layout.fragmentStart else { return [] }
    return slice(layout.queryStart + 1..<layout.fragmentStart).split(separator: "&")
  }

  /// The names and values of the query, decoded as a form's (WHATWG URL 5.1).
  ///
  /// A pair without "=" is a name with an empty value.
  public var queryParameters: [(name: String, value: String)] {
    queryPairs.map { pair in
      let bytes = pair.utf8.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }
      let equals = bytes.firstIndex(of: UInt8(ascii: "=")) ?? bytes.endIndex
      return (Self.decoded(bytes[..<equals]), Self.decoded(bytes[equals...].dropFirst()))
    }
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: PercentEncoding.decode(bytes), as: UTF8.self)
  }
}
