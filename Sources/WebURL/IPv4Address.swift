// IPv4 addresses as values.

/// An IPv4 address.
public struct IPv4Address: Hashable, Sendable {
  /// The address as a number, its first byte the highest.
  public let value: UInt32

  /// Makes an address of a number whose highest byte is the first.
  public init(value: UInt32) {
    self.value = value
  }

  /// Makes an address of its four bytes, in the order in which they are written.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == 4, "an IPv4 address has four bytes")
    value = bytes.reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Reads four decimal numbers between dots, nothing else: "010.0.0.1" and "10.1" are refused.
  ///
  /// For the other notations that browsers take, parse a URL.
  public init?(_ text: String) {
    self.init(dottedQuad: Array(text.utf8)[...])
  }

  init?(dottedQuad text: ArraySlice<UInt8>) {
    let parts = text.split(separator: .dot, omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var value: UInt32 = 0
    for part in parts {
      guard 1...3 ~= part.count, part.allSatisfy(\.isASCIIDigit), part.count == 1 || part.first != 0x30 else {
        return nil
      }
      let number = part.reduce(0) { $0 * 10 + UInt32($1 &- 0x30) }
      guard number <= 255 else { return nil }
      value = value << 8 | number
    }
    self.value = value
  }

  /// The four bytes, in the order in which they are written.
  public var bytes: [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}

extension IPv4Address: CustomStringConvertible {
  /// The address as four decimal numbers between dots.
  public var description: String {
    "\(value >> 24).\(value >> 16 & 255).\(value >> 8 & 255).\(value & 255)"
  }
}
