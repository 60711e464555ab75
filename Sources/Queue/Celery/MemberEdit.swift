// Sets members in a JSON text and leaves every other byte as it is.
//
// A parsed and rewritten envelope would lose the order of members, the sender's escapes and numbers that only
// the sender's language writes. So the text is scanned for the value's place, and only that is replaced.

internal import JSONText

/// A JSON text, known to be well-formed, in which members are replaced or added.
struct MemberEdit {
  private(set) var bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Sets the member at a path of names; what is missing on the way is made.
  ///
  /// Does nothing when the text is no object. Of duplicate names the last is set: it is the one that counts.
  mutating func set(_ path: [String], to value: [UInt8]) {
    var place = skipSpace(0)
    var rest = path[...]
    while let name = rest.popFirst() {
      guard at(place) == UInt8(ascii: "{") else { return }
      guard let member = member(name, ofObjectAt: place) else {
        let isEmpty = at(skipSpace(place + 1)) == UInt8(ascii: "}")
        let text = PythonText.bytes(.string(name)) + Array(": ".utf8) + nested(rest, value)
        bytes.insert(contentsOf: text + Array((isEmpty ? "" : ", ").utf8), at: place + 1)
        return
      }
      let isPassable = at(member.lowerBound) == UInt8(ascii: "{")
      guard !rest.isEmpty, isPassable else {
        bytes.replaceSubrange(member, with: nested(rest, value))
        return
      }
      place = member.lowerBound
    }
  }

  /// The value within objects for the rest of a path.
  private func nested(_ path: ArraySlice<String>, _ value: [UInt8]) -> [UInt8] {
    path.reversed().reduce(value) { PythonText.bytes(rendered: [($1, $0)]) }
  }

  // MARK: - Scanning

  /// Where the value of a member lies.
  private func member(_ name: String, ofObjectAt start: Int) -> Range<Int>? {
    var found: Range<Int>?
    var position = skipSpace(start + 1)
    while at(position) == UInt8(ascii: "\"") {
      let keyEnd = skipValue(position)
      let isWanted = matches(bytes[position..<keyEnd], name)
      let valueStart = skipSpace(skipSpace(keyEnd) + 1)
      let valueEnd = skipValue(valueStart)
      guard valueStart < valueEnd else { break }
      if isWanted { found = valueStart..<valueEnd }
      position = skipSpace(valueEnd)
      guard at(position) == UInt8(ascii: ",") else { break }
      position = skipSpace(position + 1)
    }
    return found
  }

  /// Tells whether a quoted key is that name; a key with escapes is parsed first.
  private func matches(_ key: ArraySlice<UInt8>, _ name: String) -> Bool {
    guard key.contains(UInt8(ascii: "\\")) else { return key.dropFirst().dropLast().elementsEqual(name.utf8) }
    return (try? JSON(parsing: key)) == .string(name)
  }

  /// The position behind the value that starts here; not recursive, so depth costs nothing.
  private func skipValue(_ start: Int) -> Int {
    var (position, depth) = (start, 0)
    while let byte = at(position) {
      switch byte {
      case UInt8(ascii: "\""):
        position = skipString(position)
        if depth == 0 { return position }
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth <= 1 { return depth == 1 ? position + 1 : position }
        depth -= 1
      case UInt8(ascii: ","), 0x20, 0x09, 0x0A, 0x0D:
        if depth == 0 { return position }
      default: break
      }
      position += 1
    }
    return bytes.count
  }

  private func skipString(_ start: Int) -> Int {
    var position = start + 1
    while let byte = at(position), byte != UInt8(ascii: "\"") {
      position += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(position + 1, bytes.count)
  }

  private func skipSpace(_ start: Int) -> Int {
    var position = start
    while let byte = at(position), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      position += 1
    }
    return position
  }

  private func at(_ position: Int) -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }
}
