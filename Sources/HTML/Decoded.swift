// The text of a page: which encoding it is in, by the order of precedence of the HTML Standard, and its
// bytes made UTF-8.

/// A page made UTF-8.
struct Decoded {
  let text: DecodedText
  let encoding: TextEncoding
  let source: EncodingSource

  /// Decodes a page; of one that was cut, the last character may be in part, and then is left out.
  init(_ bytes: [UInt8], charset: String?, isCut: Bool) {
    if let (encoding, size) = Decoded.mark(of: bytes) {
      self.init(Array(bytes.dropFirst(size)), encoding, .bom, isCut: isCut)
    } else if let encoding = charset.flatMap({ TextEncoding(label: $0.utf8) }) {
      self.init(bytes, encoding, .header, isCut: isCut)
    } else if let encoding = MetaPrescan.encoding(in: bytes) {
      self.init(bytes, encoding, .meta, isCut: isCut)
    } else {
      // What is valid UTF-8 is hardly ever anything else.
      let isUTF8 = DecodedText.isUTF8(isCut ? bytes.dropLast(partialSize(bytes)) : bytes[...])
      self.init(bytes, isUTF8 ? .utf8 : .windows1252, .fallback, isCut: isCut)
    }
  }

  private init(_ bytes: [UInt8], _ encoding: TextEncoding, _ source: EncodingSource, isCut: Bool) {
    self.encoding = encoding
    self.source = source
    text =
      switch encoding.form {
      case .utf8: DecodedText(utf8: isCut ? Array(bytes.dropLast(partialSize(bytes))) : bytes)
      case .utf16(let isBigEndian): DecodedText(utf16: bytes, isBigEndian: isBigEndian)
      case .singleByte(let name): DecodedText(bytes, table: encoding.upperHalf(iconv: name))
      case .multiByte(let name): DecodedText(bytes, iconv: name)
      case .replacement: DecodedText(replacing: bytes)
      }
  }

  /// The encoding a byte order mark tells, and the mark's size.
  private static func mark(of bytes: [UInt8]) -> (TextEncoding, Int)? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16BE, 2) }
    if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16LE, 2) }
    return nil
  }
}

/// The size of the UTF-8 character that has begun but not ended at the end of the bytes.
private func partialSize(_ bytes: [UInt8]) -> Int {
  for (before, byte) in bytes.suffix(3).reversed().enumerated() where byte >= 0xC0 {
    let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
    return needed > before + 1 ? before + 1 : 0
  }
  return 0
}
