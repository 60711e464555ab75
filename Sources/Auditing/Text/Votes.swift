// The votes of a simhash.

/// Counts for each of 64 bits how often it was set.
///
/// The counters lie across the words: the first holds the lowest bits of all, and so on, so that one hash is counted by
/// few operations.
struct Votes {
  private var planes = InlineArray<32, UInt64>(repeating: 0)
  private var count = 0

  @inline(__always) mutating func add(_ hash: UInt64) {
    count += 1
    var carry = hash
    var index = 0
    while carry != 0, index < 32 {
      let plane = planes[index]
      planes[index] = plane ^ carry
      carry &= plane
      index += 1
    }
  }

  /// The bits that were set more often than not.
  var majority: UInt64 {
    (0..<64).reduce(into: UInt64(0)) { majority, bit in
      let votes = planes.indices.reduce(0) { $0 + Int(planes[$1] >> UInt64(bit) & 1) << $1 }
      if 2 * votes > count { majority |= 1 << UInt64(bit) }
    }
  }
}
