// One field of one row, as it came: a text and the number of its type.

/// A field of a row.
public struct SQLField: Sendable, Hashable {
  /// The bytes of its text form; nil: NULL.
  public let bytes: [UInt8]?
  /// The number of its type (`pg_type.oid`).
  public let type: UInt32

  /// Makes a field from its parts.
  public init(bytes: [UInt8]?, type: UInt32) {
    self.bytes = bytes
    self.type = type
  }

  /// The text form; nil: NULL.
  public var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
}

/// The numbers of the types that Swift's are read from; they are part of PostgreSQL's interface and never change.
enum SQLType {
  static let bool: UInt32 = 16
  static let bytea: UInt32 = 17
  /// int8, int2, int4, oid.
  static let integers: Set<UInt32> = [20, 21, 23, 26]
  /// float4, float8, numeric.
  static let numbers: Set<UInt32> = [700, 701, 1700]
  /// json, jsonb.
  static let json: Set<UInt32> = [114, 3802]
}
