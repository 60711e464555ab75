// The authority: credentials, host and port.

extension Parser {
  /// The authority state up to the path start state; the slashes are behind.
  mutating func parseAuthority() throws(InvalidURL) {
    let end = endOfSegment()
    var hostStart = position
    output.append(.slash)
    output.append(.slash)
    if let at = input[position..<end].lastIndex(of: .at) {
      hostStart = at + 1
      guard hostStart < end else { throw InvalidURL() }
      appendCredentials(position..<at)
    } else {
      layout.usernameEnd = offset
    }
    layout.hostStart = offset

    let hostEnd = endOfHost(hostStart..<end)
    if hostEnd == hostStart, hostEnd < end || layout.scheme.isSpecial { throw InvalidURL() }
    try appendHost(hostStart..<hostEnd)
    layout.hostEnd = offset
    layout.port = nil
    if hostEnd < end { try appendPort(hostEnd + 1..<end) }
    position = end
    parsePathStart()
    parseTail()
  }

  /// The place of the colon before the port, or the end; colons between brackets are an IPv6 address's.
  private func endOfHost(_ range: Range<Int>) -> Int {
    var insideBrackets = false
    for place in range {
      switch input[place] {
      case .leftBracket: insideBrackets = true
      case .rightBracket: insideBrackets = false
      case .colon where !insideBrackets: return place
      default: break
      }
    }
    return range.upperBound
  }

  /// Appends "user:password@", of which each part may be missing; only the first colon divides.
  private mutating func appendCredentials(_ range: Range<Int>) {
    let colon = input[range].firstIndex(of: .colon) ?? range.upperBound
    append(range.lowerBound..<colon, encoding: .userinfo)
    layout.usernameEnd = offset
    if colon + 1 < range.upperBound {
      output.append(.colon)
      append(colon + 1..<range.upperBound, encoding: .userinfo)
    }
    if range.lowerBound < colon || layout.usernameEnd < offset { output.append(.at) }
  }

  /// The port state.
  private mutating func appendPort(_ range: Range<Int>) throws(InvalidURL) {
    guard !range.isEmpty else { return }
    var port = 0
    for byte in input[range] {
      guard byte.isASCIIDigit else { throw InvalidURL() }
      port = port * 10 + Int(byte &- 0x30)
      guard port <= UInt16.max else { throw InvalidURL() }
    }
    guard layout.scheme.defaultPort.map(Int.init) != port else { return }
    layout.port = UInt16(port)
    output.append(.colon)
    output.append(contentsOf: String(port).utf8)
  }

  /// The path start state.
  mutating func parsePathStart() {
    beginPath()
    if isSlash(next) {
      position += 1
      parsePath()
    } else if layout.scheme.isSpecial {
      parsePath()
    } else {
      endPath()
    }
  }
}
