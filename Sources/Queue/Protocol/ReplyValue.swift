// What Redis answers, however it travelled.

/// A value that Redis answered.
public enum ReplyValue: Sendable, Equatable {
  /// A string; any bytes.
  case text([UInt8])
  /// A whole number.
  case integer(Int)
  /// Nothing.
  case null
  /// Several values.
  case array([ReplyValue])
}
