// What a script answered. Its texts are bytes: a message that somebody else put into a list need not be UTF-8.

internal import JSONText

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

extension ReplyValue {
  /// Reads what `redis-cli --json` wrote; nil when it is nothing that a script may return.
  ///
  /// redis-cli writes bytes from 0x80 up as they are, so the line need not be UTF-8. It is read as Latin-1, in which
  /// every byte is one character, and the characters of its strings are made bytes again.
  init?(parsing line: ArraySlice<UInt8>) {
    let isASCII = !line.contains { $0 >= 0x80 }
    let text = isASCII ? Array(line) : Self.utf8(ofLatin1: line)
    guard let value = try? JSON(parsing: text) else { return nil }
    self.init(value)
  }

  private init?(_ value: JSON) {
    switch value {
    case .null: self = .null
    case .integer(let number): self = .integer(number)
    case .string(let text):
      guard let bytes = Self.latin1(text) else { return nil }
      self = .text(bytes)
    case .array(let elements):
      let values = elements.compactMap(ReplyValue.init)
      guard values.count == elements.count else { return nil }
      self = .array(values)
    case .bool, .double, .hugeInteger, .object: return nil
    }
  }

  private static func utf8(ofLatin1 line: ArraySlice<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(line.count * 2)
    for byte in line {
      if byte < 0x80 {
        text.append(byte)
      } else {
        text.append(0xC0 | byte >> 6)
        text.append(0x80 | byte & 0x3F)
      }
    }
    return text
  }

  private static func latin1(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      guard let byte = UInt8(exactly: scalar.value) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}
