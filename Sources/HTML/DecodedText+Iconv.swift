// The encodings of more than one byte a character, through iconv(3). It stops at the first error; going
// on behind it is done here, by the Encoding Standard's rule for how much of the input an error takes.

import Glibc

extension DecodedText {
  /// Reads bytes in the encoding iconv knows by this name.
  init(_ bytes: [UInt8], iconv name: String) {
    self.init(utf8: [])
    utf8.reserveCapacity(bytes.count + bytes.count / 2)
    guard let converter = Converter(from: name) else {
      // The C library has no tables for the encoding: its ASCII part can still be read.
      for byte in bytes { byte < 0x80 ? utf8.append(byte) : replace() }
      return
    }
    var start = 0
    while true {
      start += converter.convert(bytes[start...], onto: &utf8)
      guard start < bytes.count else { return }
      if bytes[start] == 0x80, name == "GB18030" {
        append(0x20AC)
        start += 1
        continue
      }
      replace()
      // A second byte that is ASCII is read again: it may be the "<" of a tag.
      let isPair = bytes[start] > 0x80 && start + 1 < bytes.count && bytes[start + 1] >= 0x80
      start += isPair ? 2 : 1
    }
  }
}

extension TextEncoding {
  /// The characters of the bytes from 0x80, 0xFFFD for those that are none.
  func upperHalf(iconv name: String) -> [UInt32] {
    var table = (0x80...0xFF).map { UInt32($0) }
    switch self {
    case .userDefined:
      return table.map { $0 - 0x80 + 0xF780 }
    case .windows1252:
      // Written out, for it is what a page is read in that tells nothing: no table need be loaded for it.
      let c1: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
        0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
      ]
      table.replaceSubrange(0..<0x20, with: c1)
      return table
    default:
      break
    }
    let converter = Converter(from: name)
    for byte in UInt8(0x80)...0xFF {
      // Of the bytes without a character, the standard makes those below 0xA0 control characters.
      table[Int(byte - 0x80)] = converter?.scalar(byte) ?? (byte < 0xA0 ? UInt32(byte) : 0xFFFD)
    }
    for (byte, scalar) in corrections { table[Int(byte - 0x80)] = scalar }
    return table
  }

  /// Where the standard's table differs from glibc's.
  private var corrections: [(UInt8, UInt32)] {
    switch self {
    case .koi8U: [(0xAE, 0x045E), (0xBE, 0x040E)]
    case .macintosh: [(0xC6, 0x2206), (0xF0, 0xF8FF)]
    case .windows1255: [(0xCA, 0x05BA)]
    case .macCyrillic: [(0xFF, 0x20AC)]
    default: []
    }
  }
}
