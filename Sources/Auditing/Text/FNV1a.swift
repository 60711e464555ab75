// A hash that is the same in every process, and cheap where little comes at a time.

/// FNV-1a of 64 bits, of bytes or of larger symbols.
struct FNV1a {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  @inline(__always) mutating func add(_ symbol: UInt64) {
    value = (value ^ symbol) &* 0x0000_0100_0000_01B3
  }

  @inline(__always) mutating func add(_ byte: UInt8) { add(UInt64(byte)) }

  /// The hash with its bits mixed, so that high ones depend on the last symbols as well (MurmurHash3's finalizer).
  var mixed: UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    mixed = (mixed ^ (mixed >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    return mixed ^ (mixed >> 33)
  }
}
