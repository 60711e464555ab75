// What a script answered. Its texts are bytes: a message that somebody else put into a list need not be UTF-8.

/// A value in the reply of a script.
public enum ReplyValue: Hashable, Sendable {
  /// Bytes.
  case text([UInt8])
  /// An integer.
  case integer(Int)
  /// Lua's false or nothing at all.
  case null
  /// Values in order.
  case array([ReplyValue])

  /// The bytes, or nil when this is no text.
  public var bytes: [UInt8]? {
    if case .text(let bytes) = self { bytes } else { nil }
  }

  /// The text, or nil when this is none or not UTF-8.
  public var string: String? {
    bytes.flatMap { String(validating: $0, as: UTF8.self) }
  }

  /// The number, also when it was sent as its digits, as numbers beyond Lua's are.
  public var integer: Int? {
    switch self {
    case .integer(let number): number
    case .text(let bytes): Int(String(decoding: bytes, as: UTF8.self))
    default: nil
    }
  }

  /// The elements, or nil when this is no array.
  public var array: [ReplyValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// Tells whether this is null.
  public var isNull: Bool { self == .null }
}

extension ReplyValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral,
  ExpressibleByArrayLiteral
{
  /// Makes a text.
  public init(stringLiteral value: String) { self = .text(Array(value.utf8)) }

  /// Makes an integer.
  public init(integerLiteral value: Int) { self = .integer(value) }

  /// Makes null.
  public init(nilLiteral: ()) { self = .null }

  /// Makes an array.
  public init(arrayLiteral elements: ReplyValue...) { self = .array(elements) }
}
