// IPv6 addresses as values, and their text.

/// An IPv6 address.
public struct IPv6Address: Hashable, Sendable {
  private let high: UInt64
  private let low: UInt64

  /// Makes an address of its sixteen bytes, in the order in which they are written.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == 16, "an IPv6 address has sixteen bytes")
    high = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
    low = bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Reads the text form of RFC 4291, without brackets and without a zone.
  public init?(_ text: String) {
    self.init(ascii: Array(text.utf8)[...])
  }

  init(pieces: [UInt16]) {
    high = pieces[..<4].reduce(0) { $0 << 16 | UInt64($1) }
    low = pieces[4...].reduce(0) { $0 << 16 | UInt64($1) }
  }

  /// The sixteen bytes, in the order in which they are written.
  public var bytes: [UInt8] {
    [high, low].flatMap { half in
      (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * UInt64($0))) }
    }
  }

  var pieces: [UInt16] {
    [high, low].flatMap { half in
      (0..<4).map { UInt16(truncatingIfNeeded: half >> (48 - 16 * UInt64($0))) }
    }
  }
}

extension IPv6Address: CustomStringConvertible {
  /// The text form of RFC 5952, which is the URL standard's: the first longest run of zeros is "::".
  ///
  /// An embedded IPv4 address is written in hexadecimal like the rest.
  public var description: String {
    let pieces = pieces
    guard let zeros = Self.longestRunOfZeros(in: pieces) else { return Self.text(pieces[...]) }
    return "\(Self.text(pieces[..<zeros.lowerBound]))::\(Self.text(pieces[zeros.upperBound...]))"
  }

  private static func text(_ pieces: ArraySlice<UInt16>) -> String {
    pieces.map { String($0, radix: 16) }.joined(separator: ":")
  }

  /// One zero alone is no run.
  private static func longestRunOfZeros(in pieces: [UInt16]) -> Range<Int>? {
    var longest = 0..<1
    var start = 0
    while start < pieces.count {
      let end = pieces[start...].firstIndex { $0 != 0 } ?? pieces.count
      if end - start > longest.count { longest = start..<end }
      start = end + 1
    }
    return longest.count > 1 ? longest : nil
  }
}
