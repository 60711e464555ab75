// Which Swift types a field can be read as, and from which types of the database.

public import JSONText

/// A type that a field of a row can be read as.
public protocol SQLReadable {
  /// What it is called in an error, such as "a whole number".
  static var sqlName: String { get }

  /// Reads a field; nil: it is of another type, null, or out of range.
  static func value(of field: SQLField) -> Self?
}

extension Int64: SQLReadable {
  /// What it is called in an error.
  public static var sqlName: String { "a whole number" }

  /// Reads an integer of any width.
  public static func value(of field: SQLField) -> Self? {
    guard SQLType.integers.contains(field.type), let text = field.text else { return nil }
    return Self(text)
  }
}

extension Int: SQLReadable {
  /// What it is called in an error.
  public static var sqlName: String { Int64.sqlName }

  /// Reads an integer of any width.
  public static func value(of field: SQLField) -> Self? {
    guard let number = Int64.value(of: field) else { return nil }
    return Int(exactly: number)
  }
}

extension Double: SQLReadable {
  /// What it is called in an error.
  public static var sqlName: String { "a number" }

  /// Reads a number of any type; a numeric beyond a double's precision is rounded.
  public static func value(of field: SQLField) -> Self? {
    guard SQLType.numbers.contains(field.type) || SQLType.integers.contains(field.type), let text = field.text
    else { return nil }
    return Self(text)
  }
}

extension Bool: SQLReadable {
  /// What it is called in an error.
  public static var sqlName: String { "a truth value" }

  /// Reads a boolean.
  public static func value(of field: SQLField) -> Self? {
    guard field.type == SQLType.bool, let text = field.text else { return nil }
    return text == "t"
  }
}

extension String: SQLReadable {
  /// What it is called in an error.
  public static var sqlName: String { "a text" }

  /// Reads the text form of whatever type: the keys of one service are UUIDs and those of another numbers.
  public static func value(of field: SQLField) -> Self? {
    field.text
  }
}

extension JSON: SQLReadable {
  /// What it is called in an error.
  public static var sqlName: String { "JSON" }

  /// Reads a `json` or `jsonb`.
  public static func value(of field: SQLField) -> Self? {
    guard SQLType.json.contains(field.type), let bytes = field.bytes, let value = try? JSON(parsing: bytes)
    else {
      return nil
    }
    return value
  }
}

extension [UInt8]: SQLReadable {
  /// What it is called in an error.
  public static var sqlName: String { "bytes" }

  /// Reads a `bytea`, which comes as `\x` and hexadecimal digits.
  public static func value(of field: SQLField) -> Self? {
    guard field.type == SQLType.bytea, let text = field.bytes, text.starts(with: "\\x".utf8) else {
      return nil
    }
    guard text.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 2 - 1)
    for position in stride(from: 2, to: text.count, by: 2) {
      guard let high = digit(text[position]), let low = digit(text[position + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func digit(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

extension Optional: SQLReadable where Wrapped: SQLReadable {
  /// What it is called in an error.
  public static var sqlName: String { "\(Wrapped.sqlName) or null" }

  /// Reads null as nil, and else as the type within.
  public static func value(of field: SQLField) -> Self? {
    field.bytes == nil ? .some(nil) : Wrapped.value(of: field).map(Self.some)
  }
}
