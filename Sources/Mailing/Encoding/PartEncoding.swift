// How a part of a mail travels: as lines of printable ASCII, whatever is in it (RFC 2045, 6.7 and 6.8).

/// One of the two encodings.
enum PartEncoding: String {
  /// Readable where it is ASCII.
  case quotedPrintable = "quoted-printable"
  /// Shorter where most is not.
  case base64

  /// The shorter one for a text.
  static func best(for text: [UInt8]) -> PartEncoding {
    let costly = text.count { $0 >= 0x7F || $0 == UInt8(ascii: "=") || $0 < 0x20 && $0 != 0x0A && $0 != 0x09 }
    return costly * 6 > text.count ? .base64 : .quotedPrintable
  }

  /// The lines of an encoded text, each of at most 76 bytes and with its line end.
  ///
  /// - Parameter text: UTF-8 with CRLF as line ends.
  /// - Returns: The lines.
  func lines(_ text: [UInt8]) -> [UInt8] {
    switch self {
    case .base64: base64(text)
    case .quotedPrintable: text.lines.flatMap(quotedPrintable)
    }
  }

  private func base64(_ text: [UInt8]) -> [UInt8] {
    let digits = Array(Base64.text(text).utf8)
    return stride(from: 0, to: digits.count, by: 76).flatMap { start in
      digits[start..<min(start + 76, digits.count)] + [0x0D, 0x0A]
    }
  }

  /// One line, perhaps broken softly into several.
  private func quotedPrintable(_ line: ArraySlice<UInt8>) -> [UInt8] {
    var encoded: [UInt8] = []
    var width = 0
    for (position, byte) in zip(line.indices, line) {
      let isLast = position == line.endIndex - 1
      // A line that begins with "From " is changed on its way through old mail stores, which breaks its signature.
      let isFrom = position == line.startIndex && line.starts(with: "From ".utf8)
      let isPlain =
        (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
        || (byte == 0x20 || byte == 0x09) && !isLast
      let piece = isPlain && !isFrom ? [byte] : Array("=".utf8) + hexadecimal(byte)
      if width + piece.count > 75 {
        encoded += Array("=\r\n".utf8)
        width = 0
      }
      encoded += piece
      width += piece.count
    }
    return encoded + [0x0D, 0x0A]
  }

  private func hexadecimal(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }
}

extension String {
  /// UTF-8 with CRLF as every line end, and one at the end.
  var withMailLineEnds: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count + utf8.count / 40)
    var last: UInt8 = 0
    for byte in utf8 {
      if byte == 0x0A {
        bytes += last == 0x0D ? [0x0A] : [0x0D, 0x0A]
      } else {
        if last == 0x0D { bytes.append(0x0A) }
        bytes.append(byte)
      }
      last = byte
    }
    if last == 0x0D { bytes.append(0x0A) }
    return bytes.suffix(2) == [0x0D, 0x0A] ? bytes : bytes + [0x0D, 0x0A]
  }
}

extension [UInt8] {
  /// The lines of a text of CRLF line ends, without these.
  fileprivate var lines: [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = startIndex
    for position in indices where self[position] == 0x0A {
      lines.append(self[start..<position - 1])
      start = position + 1
    }
    return lines
  }
}
