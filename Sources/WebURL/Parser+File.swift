// File URLs, whose host is mostly empty and whose path may begin with the letter of a drive.

extension Parser {
  /// The file, file slash and file host states.
  mutating func parseFile() throws(InvalidURL) {
    let base = base.flatMap { $0.layout.scheme == .file ? $0 : nil }
    guard isSlash(next) else {
      guard let base else {
        appendEmptyHost()
        beginPath()
        parsePath()
        parseTail()
        return
      }
      keepAuthority(of: base)
      if startsWithDriveLetter() {
        beginPath()
        parsePath()
        parseTail()
      } else {
        parsePathRelative(to: base)
      }
      return
    }
    position += 1
    if isSlash(next) {
      position += 1
      try parseFileHost()
    } else {
      if let base { keepAuthority(of: base) } else { appendEmptyHost() }
      beginPath()
      if let base, !startsWithDriveLetter() { keepDrive(of: base) }
      parsePath()
    }
    parseTail()
  }

  /// The file host state: what looks like a drive is not a host but the path's first segment.
  private mutating func parseFileHost() throws(InvalidURL) {
    let end = input[position...].firstIndex {
      $0 == .slash || $0 == .backslash || $0 == .question || $0 == .hash
    }
    let host = position..<(end ?? input.count)
    appendEmptyHost()
    if isDriveLetter(host) {
      beginPath()
      parsePath()
      return
    }
    position = host.upperBound
    if !host.isEmpty {
      try appendHost(host)
      if output[Int(layout.hostStart)...].elementsEqual("localhost".utf8) {
        output.removeSubrange(Int(layout.hostStart)...)
        layout.host = .empty
      }
      layout.hostEnd = offset
    }
    parsePathStart()
  }

  private mutating func appendEmptyHost() {
    output.append(.slash)
    output.append(.slash)
    layout.usernameEnd = offset
    layout.hostStart = offset
    layout.hostEnd = offset
    layout.host = .empty
  }

  private mutating func keepDrive(of base: URL) {
    let path = Array(base.path.utf8.prefix(4))
    guard path.count >= 3, path[1].isASCIIAlpha, path[2] == .colon, path.count == 3 || path[3] == .slash
    else { return }
    output.append(contentsOf: path.prefix(3))
  }

  /// Returns whether a segment is a letter and ":" or "|" (WHATWG URL 4.1, "Windows drive letter").
  func isDriveLetter(_ segment: Range<Int>) -> Bool {
    segment.count == 2 && input[segment.lowerBound].isASCIIAlpha
      && (input[segment.lowerBound + 1] == .colon || input[segment.lowerBound + 1] == UInt8(ascii: "|"))
  }

  private func startsWithDriveLetter() -> Bool {
    guard position + 2 <= input.count, isDriveLetter(position..<position + 2) else { return false }
    guard position + 2 < input.count else { return true }
    let after = input[position + 2]
    return isSlash(after) || after == .question || after == .hash
  }
}
