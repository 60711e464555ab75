// Value to Swift type by `Decodable`; whatever does not fit is named with its path.

extension JSON {
  /// Makes a Swift value of this one.
  ///
  /// - Throws: ``JSONError`` naming the path, what was expected and what was found.
  public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws(JSONError) -> Value {
    do {
      return try ValueDecoder(value: self, codingPath: []).decode(type)
    } catch let error as JSONError {
      throw error
    } catch let error as DecodingError {
      throw JSONError(error)
    } catch {
      throw JSONError(.unfit, String(describing: error))
    }
  }
}

extension JSON: Decodable {
  /// Takes the value as it stands, so that a message type can have members of any shape.
  public init(from decoder: any Decoder) throws {
    guard let decoder = decoder as? ValueDecoder else {
      throw JSONError(.unfit, at: decoder.codingPath.joined, "only a JSON value decodes to JSON")
    }
    self = decoder.value
  }
}

/// Decodes from one value; containers are views of it.
private struct ValueDecoder: Decoder, SingleValueDecodingContainer {
  var value: JSON
  var codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let members) = value else { throw mismatch("an object") }
    return KeyedDecodingContainer(Members<Key>(members: members, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = value else { throw mismatch("an array") }
    return Elements(elements: elements, codingPath: codingPath)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

  func decodeNil() -> Bool { value.isNull }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard let bool = value.bool else { throw mismatch("a boolean") }
    return bool
  }

  func decode(_ type: String.Type) throws -> String {
    guard let string = value.string else { throw mismatch("a string") }
    return string
  }

  func decode(_ type: Double.Type) throws -> Double {
    guard let double = value.double else { throw mismatch("a number") }
    return double
  }

  func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
  func decode(_ type: Int.Type) throws -> Int { try integer(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try Value(from: self)
  }

  /// An integer of the asked width; `5.0` is one too, since JSON has one kind of number.
  private func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
    switch value {
    case .integer(let number):
      guard let fitting = Number(exactly: number) else { throw unfit("\(number)") }
      return fitting
    case .hugeInteger(let digits):
      guard let fitting = Number(digits) else { throw unfit(digits) }
      return fitting
    case .double(let number):
      guard let fitting = Number(exactly: number) else { throw mismatch("an integer") }
      return fitting
    default: throw mismatch("an integer")
    }
  }

  private func unfit(_ number: String) -> JSONError {
    JSONError(.unfit, at: codingPath.joined, "\(number) is out of range")
  }

  private func mismatch(_ expected: String) -> JSONError {
    JSONError(.typeMismatch, at: codingPath.joined, "expected \(expected), found \(value.kind)")
  }
}

/// An object's members as a keyed container.
private struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
  var members: [String: JSON]
  var codingPath: [any CodingKey]
  var allKeys: [Key] { members.keys.compactMap(Key.init(stringValue:)) }

  func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }

  func decodeNil(forKey key: Key) throws -> Bool { try decoder(for: key).value.isNull }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try decoder(for: key).decode(type)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try decoder(for: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(for: key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder {
    ValueDecoder(value: .object(members), codingPath: codingPath)
  }

  func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(for: key) }

  private func decoder(for key: Key) throws -> ValueDecoder {
    let path = codingPath + [key]
    guard let value = members[key.stringValue] else {
      throw JSONError(.missing, at: path.joined, "is missing")
    }
    return ValueDecoder(value: value, codingPath: path)
  }
}

/// An array's elements as an unkeyed container.
private struct Elements: UnkeyedDecodingContainer {
  var elements: [JSON]
  var codingPath: [any CodingKey]
  var currentIndex = 0
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  mutating func decodeNil() throws -> Bool {
    guard try peek().value.isNull else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let value = try peek().decode(type)
    currentIndex += 1
    return value
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    let container = try peek().container(keyedBy: type)
    currentIndex += 1
    return container
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    let container = try peek().unkeyedContainer()
    currentIndex += 1
    return container
  }

  mutating func superDecoder() throws -> any Decoder {
    let decoder = try peek()
    currentIndex += 1
    return decoder
  }

  private func peek() throws -> ValueDecoder {
    let path = codingPath + [Position(intValue: currentIndex)]
    guard !isAtEnd else { throw JSONError(.missing, at: path.joined, "is missing") }
    return ValueDecoder(value: elements[currentIndex], codingPath: path)
  }
}

/// The place of an element in its array, as a coding key.
private struct Position: CodingKey {
  var intValue: Int?
  var stringValue: String { "[\(intValue ?? 0)]" }

  init(intValue: Int) { self.intValue = intValue }
  init?(stringValue: String) { nil }
}

extension [any CodingKey] {
  /// The path as people write it: `pages[3].url`.
  fileprivate var joined: String {
    reduce(into: "") { path, key in
      if !path.isEmpty, key.intValue == nil { path += "." }
      path += key.stringValue
    }
  }
}

extension JSONError {
  /// What a type's own `init(from:)` threw: `Optional`, `RawRepresentable` and the like.
  fileprivate init(_ error: DecodingError) {
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      self.init(.unfit, at: context.codingPath.joined, context.debugDescription)
    case .keyNotFound(let key, let context):
      self.init(.missing, at: (context.codingPath + [key]).joined, "is missing")
    @unknown default:
      self.init(.unfit, String(describing: error))
    }
  }
}
