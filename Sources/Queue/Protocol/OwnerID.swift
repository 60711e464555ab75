// Who holds claims: a process, for as long as it lives.

/// The identity of one run of a dispatcher.
///
/// It is random, so that no restart, host or container can meet an earlier one's claims.
public struct OwnerID: Hashable, Sendable, CustomStringConvertible {
  /// 96 bits, as 24 hexadecimal digits.
  public let description: String

  /// Makes a new identity.
  public init() {
    var generator = SystemRandomNumberGenerator()
    self.init(using: &generator)
  }

  /// Makes a new identity of given random bits.
  public init(using generator: inout some RandomNumberGenerator) {
    let words = (0..<3).map { _ in String(UInt32.random(in: .min ... .max, using: &generator), radix: 16) }
    description = words.map { String(repeating: "0", count: 8 - $0.count) + $0 }.joined()
  }

  /// Reads an identity that was written down; nil when it is none.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == 24, text.utf8.allSatisfy(OwnerID.isDigit) else { return nil }
    description = String(text)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }
}
