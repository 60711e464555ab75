// Places in prepared texts that only the script can fill, because it alone sees all parts of a chord.

/// The bytes that stand for what is put in later; JSON has no control characters, so they stand nowhere else.
enum Hole {
  /// The results of a chord as an array, or the exception that it failed with.
  static let value: UInt8 = 1
  /// The same within a string.
  static let quoted: UInt8 = 2
  /// The server's date.
  static let date: UInt8 = 3
}
