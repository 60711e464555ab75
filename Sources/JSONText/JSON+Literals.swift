// JSON values written as Swift literals: `["url": "…", "status": 200, "hops": []]`.

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// Makes `null`.
  public init(nilLiteral: ()) { self = .null }

  /// Makes a truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }

  /// Makes an integer.
  public init(integerLiteral value: Int) { self = .integer(value) }

  /// Makes a number.
  public init(floatLiteral value: Double) { self = .double(value) }

  /// Makes a text.
  public init(stringLiteral value: String) { self = .string(value) }

  /// Makes an array.
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }

  /// Makes an object; of duplicate names the last one wins.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
}

extension JSON {
  /// A text, or `null` when there is none.
  public init(_ text: String?) { self = text.map(JSON.string) ?? .null }

  /// An integer, or `null` when there is none.
  public init(_ number: Int?) { self = number.map(JSON.integer) ?? .null }

  /// A number, or `null` when there is none.
  public init(_ number: Double?) { self = number.map(JSON.double) ?? .null }

  /// A truth value.
  public init(_ value: Bool) { self = .bool(value) }

  /// An array of texts.
  public init(_ texts: some Sequence<String>) { self = .array(texts.map(JSON.string)) }
}
