// Header fields in the order they came. Names are kept in lower case, as HTTP/2 sends them.

/// The header fields of a response, looked up by name in any case.
public struct Headers: Sendable, Equatable, Sequence {
  /// One field.
  public struct Field: Sendable, Equatable {
    /// The name in lower case.
    public var name: String
    /// The value without the white space around it.
    public var value: String
  }

  /// All fields, in order; a name may occur more than once.
  public private(set) var fields: [Field] = []

  /// No field.
  public init() {}

  /// The fields given, in order.
  public init(_ fields: [(String, String)]) {
    for (name, value) in fields { append(name, value) }
  }

  /// The first value of a name.
  public subscript(name: String) -> String? {
    let name = name.lowercased()
    return fields.first { $0.name == name }?.value
  }

  /// Every value of a name, in order.
  public func all(_ name: String) -> [String] {
    let name = name.lowercased()
    return fields.filter { $0.name == name }.map(\.value)
  }

  /// The fields one by one.
  public func makeIterator() -> IndexingIterator<[Field]> { fields.makeIterator() }

  /// Adds a field after those that are there.
  public mutating func append(_ name: String, _ value: String) {
    fields.append(Field(name: name.lowercased(), value: value))
  }
}

extension Headers {
  /// Takes one line as it came, without its line end; libcurl lets none without a colon pass.
  mutating func append(line: some BidirectionalCollection<UInt8>) {
    if let first = line.first, isBlank(first) {
      // Folded: RFC 9112, 5.2 lets a reader join it to the line before with a space.
      guard let last = fields.indices.last else { return }
      fields[last].value += " " + text(trimmed(line))
    } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
      append(text(trimmed(line[..<colon])), text(trimmed(line[colon...].dropFirst())))
    }
  }
}

/// Header bytes as text: UTF-8 where they are that, else Latin-1, which gives every byte a character.
func text(_ bytes: some Collection<UInt8>) -> String {
  String(validating: bytes, as: UTF8.self)
    ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
}

func trimmed<Line: BidirectionalCollection<UInt8>>(_ line: Line) -> Line.SubSequence {
  var line = line[...]
  while let first = line.first, isBlank(first) { line.removeFirst() }
  while let last = line.last, isBlank(last) { line.removeLast() }
  return line
}

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
