// A value on its way to the database: a parameter of a statement, or a field of a row for COPY. Both travel as text;
// the server reads it as the type of the place where it goes.

public import JSONText

/// A value that is sent to PostgreSQL.
public enum SQLValue: Sendable, Hashable {
  /// NULL.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A whole number.
  case integer(Int64)
  /// Any other number; infinite and NaN as well.
  case double(Double)
  /// Text; also a UUID, a date, a value of an enumeration: whatever has a text form.
  case text(String)
  /// Bytes, for a `bytea`.
  case bytes([UInt8])
  /// A value for a `json` or `jsonb`.
  case json(JSON)
  /// A list, such as for `= any($1::uuid[])`.
  case array([SQLValue])

  /// The text form, safe for the server; nil for NULL.
  var wireText: String? {
    switch self {
    case .null: nil
    case .bool(let value): value ? "t" : "f"
    case .integer(let number): "\(number)"
    case .double(let number): number.isInfinite ? (number > 0 ? "Infinity" : "-Infinity") : "\(number)"
    case .text(let text): DatabaseText.safe(text)
    case .bytes(let bytes): bytes.sqlText
    case .json(let value): value.withoutNUL.description
    case .array(let elements): "{" + elements.map(\.arrayElement).joined(separator: ",") + "}"
    }
  }

  /// The text form between the braces of an array.
  private var arrayElement: String {
    switch self {
    case .null: return "NULL"
    case .array: return wireText ?? ""
    default:
      var quoted = "\""
      for scalar in (wireText ?? "").unicodeScalars {
        if scalar == "\"" || scalar == "\\" { quoted.unicodeScalars.append("\\") }
        quoted.unicodeScalars.append(scalar)
      }
      return quoted + "\""
    }
  }
}

// MARK: - Making one

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
  /// Text.
  public init(stringLiteral value: String) { self = .text(value) }

  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }

  /// A number.
  public init(floatLiteral value: Double) { self = .double(value) }

  /// `true` or `false`.
  public init(booleanLiteral value: Bool) { self = .bool(value) }

  /// NULL.
  public init(nilLiteral: ()) { self = .null }

  /// A text, or NULL.
  public init(_ text: String?) { self = text.map(SQLValue.text) ?? .null }

  /// A whole number, or NULL.
  public init(_ number: Int?) { self = number.map { .integer(Int64($0)) } ?? .null }

  /// A number, or NULL.
  public init(_ number: Double?) { self = number.map(SQLValue.double) ?? .null }

  /// `true`, `false`, or NULL.
  public init(_ value: Bool?) { self = value.map(SQLValue.bool) ?? .null }
}

extension [UInt8] {
  /// `\x` and two hexadecimal digits a byte.
  fileprivate var sqlText: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(unsafeUninitializedCapacity: 2 + 2 * count) { text in
      text[0] = UInt8(ascii: "\\")
      text[1] = UInt8(ascii: "x")
      for (index, byte) in enumerated() {
        text[2 + 2 * index] = digits[Int(byte >> 4)]
        text[3 + 2 * index] = digits[Int(byte & 15)]
      }
      return 2 + 2 * count
    }
  }
}

extension JSON {
  /// The value with U+FFFD in place of each U+0000: `jsonb` refuses them, escaped as well.
  fileprivate var withoutNUL: JSON {
    switch self {
    case .string(let text): .string(DatabaseText.safe(text))
    case .array(let elements): .array(elements.map(\.withoutNUL))
    case .object(let members):
      .object(
        Dictionary(
          members.map { (DatabaseText.safe($0.key), $0.value.withoutNUL) },
          uniquingKeysWith: { first, _ in first }))
    default: self
    }
  }
}
