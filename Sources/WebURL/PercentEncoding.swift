// Percent-encoding and back (WHATWG URL 1.3).

/// The percent-encoding of bytes.
public enum PercentEncoding {
  /// Returns the bytes with each "%" and two hexadecimal digits turned into the byte that they stand for.
  ///
  /// Other percent signs stay as they are.
  public static func decode(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let bytes = Array(bytes)
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      if bytes[place] == .percent, place + 2 < bytes.count, let high = bytes[place + 1].hexValue,
        let low = bytes[place + 2].hexValue
      {
        decoded.append(high << 4 | low)
        place += 3
      } else {
        decoded.append(bytes[place])
        place += 1
      }
    }
    return decoded
  }

  /// Returns the text percent-decoded; what is not UTF-8 then becomes U+FFFD.
  public static func decode(_ text: some StringProtocol) -> String {
    String(decoding: decode(text.utf8), as: UTF8.self)
  }

  /// Returns the text with percent-encoded unreserved characters decoded and the other triplets in capitals.
  ///
  /// So two spellings of one URL become one (RFC 3986 6.2.2.1 and 6.2.2.2).
  public static func normalise(_ text: String) -> String {
    guard text.utf8.contains(.percent) else { return text }
    var normal: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == .percent, let high = rest.first?.hexValue, let low = rest.dropFirst().first?.hexValue
      else {
        normal.append(byte)
        continue
      }
      rest = rest.dropFirst(2)
      let decoded = high << 4 | low
      normal += isUnreserved(decoded) ? [decoded] : [.percent, hexDigit(high), hexDigit(low)]
    }
    return String(decoding: normal, as: UTF8.self)
  }

  /// Letters, digits and four marks (RFC 3986 2.3).
  private static func isUnreserved(_ byte: UInt8) -> Bool {
    byte.isASCIIAlpha || byte.isASCIIDigit || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
  }

  /// Returns the text with everything percent-encoded that would mean something in a query or a path, as
  /// `encodeURIComponent` of JavaScript does but for a few marks (WHATWG URL, "component percent-encode set").
  public static func encodeComponent(_ text: some StringProtocol) -> String {
    var encoded: [UInt8] = []
    append(Array(text.utf8)[...], to: &encoded, encoding: .component)
    return String(decoding: encoded, as: UTF8.self)
  }

  /// Appends bytes, those of the set encoded; the others go in runs, which is most of a URL in one.
  static func append(_ bytes: ArraySlice<UInt8>, to output: inout [UInt8], encoding set: EncodeSet) {
    var runStart = bytes.startIndex
    for place in bytes.indices where set.contains(bytes[place]) {
      output.append(contentsOf: bytes[runStart..<place])
      runStart = place + 1
      output.append(.percent)
      output.append(hexDigit(bytes[place] >> 4))
      output.append(hexDigit(bytes[place] & 15))
    }
    output.append(contentsOf: bytes[runStart...])
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x37 + value
  }
}
