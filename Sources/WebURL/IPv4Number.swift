// The many ways to write an IPv4 address in a URL: "127.1", "0x7f.0.0.1", "017700000001".

/// The IPv4 parser of the standard (WHATWG URL 3.5).
enum IPv4Number {
  /// Returns whether a domain's last label is a number, which makes an address of the whole or an error.
  static func ends(_ domain: ArraySlice<UInt8>) -> Bool {
    var domain = domain
    if domain.last == .dot { domain.removeLast() }
    let label = domain.lastIndex(of: .dot).map { domain[($0 + 1)...] } ?? domain
    // Most labels begin with a letter, and the question is settled.
    guard let first = label.first, first.isASCIIDigit else { return false }
    return label.allSatisfy(\.isASCIIDigit) || number(label) != nil
  }

  /// Returns the address that one to four numbers stand for, the last one filling the bytes that remain.
  static func address(_ domain: ArraySlice<UInt8>) -> IPv4Address? {
    var parts = domain.split(separator: .dot, omittingEmptySubsequences: false)
    if parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }
    guard parts.count <= 4, let last = parts.popLast(), let rest = number(last) else { return nil }
    var value: UInt64 = 0
    for part in parts {
      guard let number = number(part), number <= 255 else { return nil }
      value = value << 8 | number
    }
    let bitsLeft = UInt64(4 - parts.count) * 8
    guard rest < 1 << bitsLeft else { return nil }
    return IPv4Address(value: UInt32(value << bitsLeft | rest))
  }

  /// Reads a decimal number, an octal one behind "0" or a hexadecimal one behind "0x".
  ///
  /// "0x" alone is zero. A number too large for an address is `UInt64.max`, however long it is.
  private static func number(_ text: ArraySlice<UInt8>) -> UInt64? {
    guard !text.isEmpty else { return nil }
    var digits = text
    var radix: UInt64 = 10
    if digits.count > 1, digits.first == 0x30 {
      digits.removeFirst()
      radix = 8
      if digits.first?.lowercasedASCII == 0x78 {
        digits.removeFirst()
        radix = 16
      }
    }
    var value: UInt64 = 0
    for byte in digits {
      guard let digit = byte.hexValue, digit < radix else { return nil }
      value = value > UInt64(UInt32.max) ? .max : value * radix + UInt64(digit)
    }
    return value
  }
}
