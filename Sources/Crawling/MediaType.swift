// The type that a server gives its answer.

/// A media type (RFC 9110 8.3.1), as far as HTML is concerned.
struct MediaType: Equatable {
  /// Type and subtype in lower case; empty when there is none.
  var name: String
  /// The `charset` parameter.
  var charset: String?

  init(_ header: String) {
    let parts = header.split(separator: ";", omittingEmptySubsequences: false)
    name = parts.first.map { $0.trimmed.lowercased() } ?? ""
    for part in parts.dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2, pair[0].trimmed.lowercased() == "charset", charset == nil else { continue }
      charset = String(pair[1].trimmed.drop { $0 == "\"" || $0 == "'" }.prefix { $0 != "\"" && $0 != "'" })
    }
  }

  var isHTML: Bool { name == "text/html" || name == "application/xhtml+xml" }
}

extension Substring {
  /// The text without white space around it.
  var trimmed: Substring {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
