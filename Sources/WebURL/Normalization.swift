// Normalization form C, which the standard library has for its own comparisons.

// The library offers it behind a marker that means "may change": this file is the only place to mend then.
@_spi(_Unicode) import Swift

/// The normalization of UTS #15.
enum Normalization {
  /// Returns the text in normalization form C.
  static func nfc(_ text: String) -> [Unicode.Scalar] {
    Array(text._nfc)
  }
}
