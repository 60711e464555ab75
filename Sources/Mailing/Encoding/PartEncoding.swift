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
    case .base64: return base64(text)
    case .quotedPrintable:
      var encoded: [UInt8] = []
      encoded.reserveCapacity(text.count + text.count / 8)
      for line in text.lines { addQuotedPrintable(line, to: &encoded) }
      return encoded
    }
  }

  private func base64(_ text: [UInt8]) -> [UInt8] {
    let digits = Array(Base64.text(text).utf8)
    return stride(from: 0, to: digits.count, by: 76).flatMap { start in
      digits[start..<min(start + 76, digits.count)] + [0x0D, 0x0A]
    }
  }

  /// Adds one line, perhaps broken softly into several.
  private func addQuotedPrintable(_ line: ArraySlice<UInt8>, to encoded: inout [UInt8]) {
    var width = 0
    // A line that begins with "From " is changed on its way through old mail stores, which breaks its signature.
    let isFrom = line.starts(with: "From ".utf8)
    for (position, byte) in zip(line.indices, line) {
      let isPlain =
        switch byte {
        case UInt8(ascii: "="): false
        case UInt8(ascii: " "), UInt8(ascii: "\t"): position < line.endIndex - 1
        case 0x21...0x7E: !isFrom || position > line.startIndex
        default: false
        }
      if width + (isPlain ? 1 : 3) > 75 {
        encoded += [UInt8(ascii: "="), 0x0D, 0x0A]
        width = 0
      }
      if isPlain {
        encoded.append(byte)
      } else {
        encoded += [UInt8(ascii: "="), Self.digit(byte >> 4), Self.digit(byte & 15)]
      }
      width += isPlain ? 1 : 3
    }
    encoded += [0x0D, 0x0A]
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
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
