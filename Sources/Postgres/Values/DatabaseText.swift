// Text as PostgreSQL takes it: valid UTF-8 without U+0000, and no longer than its column should hold. One NUL in the
// title of a hostile page would fail the COPY of a whole crawl.

/// Makes text safe for a column of type text or jsonb.
public enum DatabaseText {
  /// A text without U+0000, which PostgreSQL cannot store; each becomes U+FFFD.
  ///
  /// - Parameters:
  ///   - text: What is to be stored.
  ///   - limit: How many bytes of UTF-8 it may have; nil: any number. No character (scalar) is cut in two.
  /// - Returns: The text that can be stored.
  public static func safe(_ text: String, bytes limit: Int? = nil) -> String {
    var text = text
    if text.utf8.contains(0) {
      var scalars = String.UnicodeScalarView()
      for scalar in text.unicodeScalars { scalars.append(scalar == "\0" ? "\u{FFFD}" : scalar) }
      text = String(scalars)
    }
    guard let limit, text.utf8.count > limit else { return text }
    // A byte that continues a character has 10 as its first bits.
    var end = max(0, limit)
    let bytes = Array(text.utf8.prefix(end + 1))
    while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return String(decoding: bytes[..<end], as: UTF8.self)
  }

  /// Bytes as text without U+0000; what is no UTF-8 becomes U+FFFD.
  ///
  /// - Parameters:
  ///   - bytes: What is to be stored.
  ///   - limit: How many bytes of UTF-8 the text may have; nil: any number.
  /// - Returns: The text that can be stored.
  public static func safe(_ bytes: some Collection<UInt8>, bytes limit: Int? = nil) -> String {
    safe(String(decoding: bytes, as: UTF8.self), bytes: limit)
  }
}
