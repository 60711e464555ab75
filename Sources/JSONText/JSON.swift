// A JSON value: what messages, results, manifests and events are made of.

/// A JSON value (RFC 8259), plus the numbers that Python's `json` module writes beyond the RFC.
///
/// Objects have no order: the writer sorts members, so equal values have equal texts.
public enum JSON: Sendable, Hashable {
  /// The literal `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// An integer of at most 64 bits.
  case integer(Int)
  /// An integer beyond 64 bits, as its digits with an optional minus sign: exact, never rounded.
  case hugeInteger(String)
  /// Any other number; may be infinite or NaN when Python wrote it.
  case double(Double)
  /// Text.
  case string(String)
  /// A list of values.
  case array([JSON])
  /// Members by name; of duplicate names the last one wins, as in Python.
  case object([String: JSON])
}

// MARK: - Reading

extension JSON {
  /// The member of that name, or nil when this is no object or has no such member.
  public subscript(name: String) -> JSON? {
    if case .object(let members) = self { members[name] } else { nil }
  }

  /// The element at that position, or nil when this is no array or is shorter.
  public subscript(index: Int) -> JSON? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// The text, or nil when this is no string.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The number, or nil when this is no integer of at most 64 bits.
  public var integer: Int? {
    if case .integer(let number) = self { number } else { nil }
  }

  /// The number, integers included, or nil when this is none.
  public var double: Double? {
    switch self {
    case .double(let number): number
    case .integer(let number): Double(number)
    case .hugeInteger(let digits): Double(digits)
    default: nil
    }
  }

  /// The truth value, or nil when this is none.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The elements, or nil when this is no array.
  public var array: [JSON]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members, or nil when this is no object.
  public var object: [String: JSON]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// Tells whether this is `null`.
  public var isNull: Bool { self == .null }

  /// What kind of value this is, in words for error messages: "a string", "an integer", "null".
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .integer, .hugeInteger: "an integer"
    case .double: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
