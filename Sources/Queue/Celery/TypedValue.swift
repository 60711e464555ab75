// kombu's tagged values: dates, decimals, uuids and bytes, which JSON has no type for.

public import JSONText

/// The objects `{"__type__": ..., "__value__": ...}` that kombu 5.6.2 writes for Python's own types.
public enum TypedValue {
  /// The value with every tagged one in it replaced by its text, for handlers in any language.
  ///
  /// `datetime`, `date`, `time` and `decimal` give their text, `uuid` the hyphenated form, `bytes` the text and
  /// `base64` the base64 text. A tag that is unknown or whose value has another shape stays as it is.
  ///
  /// - Parameter value: A value of any shape.
  /// - Returns: The value as plain JSON.
  public static func plain(_ value: JSON) -> JSON {
    switch value {
    case .array(let elements): .array(elements.map(plain))
    case .object(let members): text(members) ?? .object(members.mapValues(plain))
    default: value
    }
  }

  private static func text(_ members: [String: JSON]) -> JSON? {
    guard members.count == 2, let type = members["__type__"]?.string, let value = members["__value__"] else {
      return nil
    }
    switch type {
    case "datetime", "date", "time", "decimal", "bytes", "base64":
      return value.string.map(JSON.string)
    case "uuid":
      return value["hex"]?.string.flatMap(hyphenated).map(JSON.string)
    default:
      return nil
    }
  }

  /// `str(uuid.UUID(hex=...))`, which takes hyphens, braces and `urn:uuid:` too; kombu writes 32 digits.
  private static func hyphenated(_ hex: String) -> String? {
    let digits = hex.lowercased().filter { $0 != "-" }
    guard digits.utf8.count == 32, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
    return digits.enumerated().reduce(into: "") { text, digit in
      if [8, 12, 16, 20].contains(digit.offset) { text += "-" }
      text.append(digit.element)
    }
  }
}
