// Paths. A list of segments is written as "/" and the segment, for each, so that taking the last one off is
// cutting the output at its last slash.

extension Parser {
  /// Notes that the path begins here.
  mutating func beginPath() {
    layout.pathStart = offset
  }

  /// The path state: one turn of the loop for each segment.
  mutating func parsePath() {
    while true {
      let end = endOfSegment()
      let segment = position..<end
      position = end
      let goesOn = end < input.count && isSlash(input[end])
      switch dots(in: segment) {
      case 2:
        shortenPath()
        if !goesOn { output.append(.slash) }
      case 1:
        if !goesOn { output.append(.slash) }
      default:
        output.append(.slash)
        if layout.scheme == .file, output.count == Int(layout.pathStart) + 1, isDriveLetter(segment) {
          output.append(input[segment.lowerBound])
          output.append(.colon)
        } else {
          append(segment, encoding: .path)
        }
      }
      guard goesOn else { break }
      position += 1
    }
    endPath()
  }

  /// Keeps a path that begins with two slashes from being taken for a host (WHATWG URL 4.5).
  mutating func endPath() {
    let start = Int(layout.pathStart)
    guard layout.host == .null, output.count > start + 1, output[start] == .slash, output[start + 1] == .slash
    else { return }
    output.insert(contentsOf: [.slash, .dot], at: start)
    layout.pathStart += 2
  }

  /// Takes the last segment off, but never the drive of a file (WHATWG URL 4.2, "shorten a URL's path").
  mutating func shortenPath() {
    let start = Int(layout.pathStart)
    guard let slash = output[start...].lastIndex(of: .slash) else { return }
    if layout.scheme == .file, slash == start, output.count == start + 3, output[start + 1].isASCIIAlpha,
      output[start + 2] == .colon
    {
      return
    }
    output.removeSubrange(slash...)
  }

  /// Where the authority or the path segment that begins here ends.
  func endOfSegment() -> Int {
    var end = position
    let special = layout.scheme.isSpecial
    while end < input.count {
      switch input[end] {
      case .slash, .question, .hash: return end
      case .backslash where special: return end
      default: end += 1
      }
    }
    return end
  }

  /// Returns 1 for a single-dot segment, 2 for a double-dot segment, otherwise 0; "%2e" is a dot too.
  private func dots(in segment: Range<Int>) -> Int {
    var place = segment.lowerBound
    var dots = 0
    while place < segment.upperBound {
      if input[place] == .dot {
        place += 1
      } else if input[place] == .percent, place + 2 < segment.upperBound, input[place + 1] == 0x32,
        input[place + 2].lowercasedASCII == 0x65
      {
        place += 3
      } else {
        return 0
      }
      dots += 1
      if dots > 2 { return 0 }
    }
    return dots
  }
}
