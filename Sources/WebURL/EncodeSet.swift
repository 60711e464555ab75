// The percent-encode sets of the standard, as one bit for each ASCII byte.

/// A set of bytes that a part of a URL cannot hold as they are (WHATWG URL 1.3).
///
/// Bytes that are not ASCII are in every set.
struct EncodeSet: Sendable {
  private var low: UInt64
  private var high: UInt64

  /// The control characters and DEL, and the set of opaque paths and opaque hosts.
  static let control = EncodeSet(low: 0x0000_0000_FFFF_FFFF, high: 0x8000_0000_0000_0000)
  static let fragment = control.adding(" \"<>`")
  static let query = control.adding(" \"#<>")
  static let specialQuery = query.adding("'")
  static let path = query.adding("?^`{}")
  static let userinfo = path.adding("/:;=@[\\]|")
  static let component = userinfo.adding("$%&+,")
  static let formURLEncoded = component.adding("!'()~")

  /// Not for encoding: what an opaque host cannot hold (WHATWG URL 3.1, "forbidden host code point").
  static let forbiddenInHost = EncodeSet(low: 1, high: 0).adding("\t\n\r #/:<>?@[\\]^|")

  /// Not for encoding: what a domain cannot hold (WHATWG URL 3.1, "forbidden domain code point").
  static let forbiddenInDomain = control.adding(" #/:<>?@[\\]^|%")

  private init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  private func adding(_ characters: String) -> EncodeSet {
    var set = self
    for byte in characters.utf8 {
      if byte < 64 { set.low |= 1 &<< UInt64(byte) } else { set.high |= 1 &<< UInt64(byte & 63) }
    }
    return set
  }

  @inline(__always)
  func contains(_ byte: UInt8) -> Bool {
    if byte & 0x80 != 0 { return true }
    return (byte < 64 ? low : high) &>> UInt64(byte & 63) & 1 != 0
  }
}
