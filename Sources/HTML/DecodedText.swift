// Text that is valid UTF-8 whatever it was made of: bytes that mean nothing in their encoding have become
// U+FFFD, and were counted.

/// Valid UTF-8, made of bytes in some encoding.
struct DecodedText {
  var utf8: [UInt8] = []
  var replacements = 0

  /// Reads UTF-8: each maximal part of a character that cannot be one becomes one U+FFFD.
  init(utf8 bytes: [UInt8]) {
    utf8 = bytes
    if DecodedText.isUTF8(bytes[...]) { return }
    utf8 = Array(String(decoding: bytes, as: UTF8.self).utf8)
    replacements = replacementCount(in: utf8) - replacementCount(in: bytes)
  }

  /// Whether bytes are valid UTF-8.
  static func isUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
    (try? UTF8Span(validating: bytes.span)) != nil
  }

  /// Reads an encoding nobody may use: any bytes at all are one U+FFFD.
  init(replacing bytes: [UInt8]) {
    if !bytes.isEmpty { replace() }
  }

  /// Reads UTF-16: each half of a pair without the other, and an odd byte at the end, becomes one U+FFFD.
  init(utf16 bytes: [UInt8], isBigEndian: Bool) {
    utf8.reserveCapacity(bytes.count)
    var lead: UInt32 = 0
    for index in stride(from: 0, to: bytes.count - 1, by: 2) {
      let (high, low) = isBigEndian ? (index, index + 1) : (index + 1, index)
      let unit = UInt32(bytes[high]) << 8 | UInt32(bytes[low])
      if lead != 0, 0xDC00...0xDFFF ~= unit {
        append(0x10000 + (lead - 0xD800) << 10 + (unit - 0xDC00))
        lead = 0
        continue
      }
      if lead != 0 { replace() }
      lead = 0xD800...0xDBFF ~= unit ? unit : 0
      if lead == 0 { append(unit) }
    }
    // A lead and an odd byte after it are one error.
    if lead != 0 || !bytes.count.isMultiple(of: 2) { replace() }
  }

  /// Reads an encoding of one byte a character, given the characters of its upper half.
  init(_ bytes: [UInt8], table: [UInt32]) {
    utf8.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes {
      if byte < 0x80 {
        utf8.append(byte)
        continue
      }
      let scalar = table[Int(byte - 0x80)]
      if scalar == 0xFFFD { replace() } else { append(scalar) }
    }
  }

  /// Appends one U+FFFD in place of an error.
  mutating func replace() {
    utf8.append(contentsOf: replacement)
    replacements += 1
  }

  /// Appends a character; if there is none of that number, an error's U+FFFD.
  mutating func append(_ scalar: UInt32) {
    guard let scalar = Unicode.Scalar(scalar) else { return replace() }
    utf8.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}

/// U+FFFD in UTF-8.
let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

/// The number of U+FFFD in a text.
private func replacementCount(in text: [UInt8]) -> Int {
  text.withUnsafeBufferPointer { text in
    var count = 0
    var index = 0
    while index + 2 < text.count {
      if text[index] == 0xEF, text[index + 1] == 0xBF, text[index + 2] == 0xBD { count += 1 }
      index += 1
    }
    return count
  }
}
