// One spelling for what a path can spell in several ways (RFC 9309 2.2.2).

extension Robots.Pattern {
  /// The octets with escapes in capitals and with everything that is not ASCII escaped.
  ///
  /// Escapes of ASCII stay escapes: "%7A" is not "z" for Google's matcher.
  static func normalised(_ octets: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(octets.count)
    var escaped = 0
    for (index, octet) in zip(octets.indices, octets) {
      if escaped > 0 {
        escaped -= 1
        result.append(octet.asciiUppercased)
      } else if octet >= 0x80 {
        result += [UInt8(ascii: "%"), hexDigits[Int(octet >> 4)], hexDigits[Int(octet & 0xF)]]
      } else {
        result.append(octet)
        let digits = octets[index...].dropFirst().prefix(2)
        if octet == UInt8(ascii: "%"), digits.count == 2, digits.allSatisfy(\.isHexDigit) { escaped = 2 }
      }
    }
    return result
  }

  private static let hexDigits = Array("0123456789ABCDEF".utf8)
}

extension UInt8 {
  fileprivate var isHexDigit: Bool {
    switch asciiLowercased {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }

  fileprivate var asciiUppercased: UInt8 {
    UInt8(ascii: "a") <= self && self <= UInt8(ascii: "z") ? self & ~0x20 : self
  }
}
