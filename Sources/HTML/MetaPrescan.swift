// The search for a page's own word on its encoding, by the HTML Standard's "prescan a byte stream to
// determine its encoding": <meta charset>, <meta http-equiv=content-type>, or an XML declaration.

/// One search through the first bytes of a page.
struct MetaPrescan {
  private let bytes: [UInt8]
  private var position = 0

  /// The encoding the first 1,024 bytes name, if they do.
  static func encoding(in page: [UInt8]) -> TextEncoding? {
    var prescan = MetaPrescan(bytes: Array(page.prefix(1024)))
    if page.starts(with: [0x3C, 0, 0x3F, 0, 0x78, 0]) { return .utf16LE }
    if page.starts(with: [0, 0x3C, 0, 0x3F, 0, 0x78]) { return .utf16BE }
    return (prescan.meta() ?? prescan.xmlDeclaration())?.asNamedInside
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  // MARK: - The tags

  private mutating func meta() -> TextEncoding? {
    while let start = bytes[position...].firstIndex(of: UInt8(ascii: "<")) {
      position = start
      if starts(with: "<!--".utf8) {
        // The two hyphens that end the comment may be those that began it.
        position += 2
        guard skip(past: "-->".utf8) else { return nil }
      } else if starts(with: "<meta".utf8), isBreak(at: position + 5) {
        position += 5
        if let encoding = encodingOfAttributes() { return encoding }
      } else if isLetter(at: position + 1)
        || (byte(at: position + 1) == UInt8(ascii: "/") && isLetter(at: position + 2))
      {
        guard let end = bytes[position...].firstIndex(where: { isSpace($0) || $0 == UInt8(ascii: ">") })
        else {
          return nil
        }
        position = end
        while attribute() != nil {}
      } else if let next = byte(at: position + 1), [0x21, 0x2F, 0x3F].contains(next) {
        guard skip(past: ">".utf8) else { return nil }
      } else {
        position += 1
      }
    }
    return nil
  }

  private mutating func encodingOfAttributes() -> TextEncoding? {
    var seen: [[UInt8]] = []
    var isPragma = false
    var needsPragma = false
    var isNamed = false
    var encoding: TextEncoding?
    while let (name, value) = attribute() {
      if seen.contains(name) { continue }
      seen.append(name)
      if name.elementsEqual("http-equiv".utf8) {
        isPragma = isPragma || value.elementsEqual("content-type".utf8)
      } else if name.elementsEqual("content".utf8), !isNamed, let label = charset(in: value) {
        encoding = TextEncoding(label: label)
        isNamed = encoding != nil
        needsPragma = true
      } else if name.elementsEqual("charset".utf8) {
        encoding = TextEncoding(label: value)
        isNamed = true
        needsPragma = false
      }
    }
    return needsPragma && !isPragma ? nil : encoding
  }

  /// The label in the value of a `content` attribute.
  private func charset(in value: [UInt8]) -> ArraySlice<UInt8>? {
    let word = Array("charset".utf8)
    var rest = value[...]
    while let start = rest.indices.first(where: { rest[$0...].starts(with: word) }) {
      rest = rest[(start + word.count)...].drop(while: isSpace)
      guard rest.first == UInt8(ascii: "=") else { continue }
      rest = rest.dropFirst().drop(while: isSpace)
      guard let first = rest.first else { return nil }
      guard first == 0x22 || first == 0x27 else {
        return rest.prefix { !isSpace($0) && $0 != UInt8(ascii: ";") }
      }
      rest = rest.dropFirst()
      return rest.firstIndex(of: first).map { rest[..<$0] }
    }
    return nil
  }

  /// The standard's "get an attribute"; values are lowered, for labels are all they are read for.
  private mutating func attribute() -> (name: [UInt8], value: [UInt8])? {
    skip { isSpace($0) || $0 == UInt8(ascii: "/") }
    guard let first = byte(at: position), first != UInt8(ascii: ">") else { return nil }
    var name: [UInt8] = []
    while let next = byte(at: position), !isSpace(next), next != 0x2F, next != 0x3E,
      next != UInt8(ascii: "=") || name.isEmpty
    {
      name.append(lowered(next))
      position += 1
    }
    skip(isSpace)
    guard byte(at: position) == UInt8(ascii: "=") else { return (name, []) }
    position += 1
    skip(isSpace)
    guard let quote = byte(at: position) else { return nil }
    var value: [UInt8] = []
    if quote == 0x22 || quote == 0x27 {
      guard let end = bytes[(position + 1)...].firstIndex(of: quote) else {
        position = bytes.count
        return nil
      }
      value = bytes[(position + 1)..<end].map(lowered)
      position = end + 1
    } else {
      while let next = byte(at: position), !isSpace(next), next != 0x3E {
        value.append(lowered(next))
        position += 1
      }
      // An attribute cut by the end of the stretch does not count.
      if position == bytes.count { return nil }
    }
    return (name, value)
  }

  // MARK: - The XML declaration

  private func xmlDeclaration() -> TextEncoding? {
    guard bytes.starts(with: "<?xml".utf8), let end = bytes.firstIndex(of: UInt8(ascii: ">")) else {
      return nil
    }
    let word = Array("encoding".utf8)
    let declaration = bytes[..<end]
    guard let start = declaration.indices.first(where: { declaration[$0...].starts(with: word) }) else {
      return nil
    }
    var rest = declaration[(start + word.count)...].drop { $0 <= 0x20 }
    guard rest.first == UInt8(ascii: "=") else { return nil }
    rest = rest.dropFirst().drop { $0 <= 0x20 }
    guard let quote = rest.first, quote == 0x22 || quote == 0x27 else { return nil }
    rest = rest.dropFirst()
    return rest.firstIndex(of: quote).flatMap { TextEncoding(label: rest[..<$0]) }
  }

  // MARK: - Bytes

  private func byte(at index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

  private func isLetter(at index: Int) -> Bool { byte(at: index).map { 0x61...0x7A ~= $0 | 0x20 } ?? false }

  private func isBreak(at index: Int) -> Bool { byte(at: index).map { isSpace($0) || $0 == 0x2F } ?? false }

  private func lowered(_ byte: UInt8) -> UInt8 { 0x41...0x5A ~= byte ? byte | 0x20 : byte }

  /// Whether these bytes, given in lower case, come next.
  private func starts(with expected: some Collection<UInt8>) -> Bool {
    bytes.count - position >= expected.count
      && zip(bytes[position...], expected).allSatisfy { lowered($0) == $1 }
  }

  private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
    while let next = byte(at: position), isSkipped(next) { position += 1 }
  }

  /// Moves behind the next occurrence of these bytes; false if there is none.
  private mutating func skip(past end: some Collection<UInt8>) -> Bool {
    while position < bytes.count {
      if starts(with: end) {
        position += end.count
        return true
      }
      position += 1
    }
    return false
  }
}
