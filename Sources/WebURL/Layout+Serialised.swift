// The short way: most URLs of the web are written as they would be serialised, and need no parser.

extension Layout {
  /// Finds the parts of an absolute http or https URL that is already in its serialised form.
  ///
  /// It says nil when there is any doubt, which costs one look at the bytes up to the doubtful one; credentials,
  /// ports, capitals, addresses and dot segments are all left to the parser.
  init?(ofSerialised text: Span<UInt8>) {
    guard let scheme = Self.scheme(of: text), text.count <= UInt32.max else { return nil }
    let start = scheme == .https ? 8 : 7
    guard let hostEnd = Self.endOfDomain(of: text, from: start),
      let queryStart = Self.endOfPath(of: text, from: hostEnd)
    else { return nil }

    var fragmentStart = queryStart
    if queryStart < text.count, text[queryStart] == .question {
      let set = EncodeSet.specialQuery
      fragmentStart += 1
      while fragmentStart < text.count, !set.contains(text[fragmentStart]) { fragmentStart += 1 }
    }
    if fragmentStart < text.count {
      guard text[fragmentStart] == .hash else { return nil }
      let set = EncodeSet.fragment
      for place in fragmentStart + 1..<text.count where set.contains(text[place]) { return nil }
    }

    self.scheme = scheme
    schemeEnd = UInt32(truncatingIfNeeded: start - 3)
    usernameEnd = UInt32(truncatingIfNeeded: start)
    hostStart = usernameEnd
    self.hostEnd = UInt32(truncatingIfNeeded: hostEnd)
    pathStart = self.hostEnd
    self.queryStart = UInt32(truncatingIfNeeded: queryStart)
    self.fragmentStart = UInt32(truncatingIfNeeded: fragmentStart)
    host = .domain
  }

  private static func scheme(of text: Span<UInt8>) -> Scheme? {
    // One byte to spare, so that the parts need not ask whether the text ends in the scheme.
    guard text.count > 8, text[0] == 0x68, text[1] == 0x74, text[2] == 0x74, text[3] == 0x70 else {
      return nil
    }
    if text[4] == 0x73, text[5] == .colon, text[6] == .slash, text[7] == .slash { return .https }
    if text[4] == .colon, text[5] == .slash, text[6] == .slash { return .http }
    return nil
  }

  /// The place of the slash after a domain of small letters, digits, hyphens and dots.
  ///
  /// A last label that begins with a digit may make an IPv4 address of the domain.
  private static func endOfDomain(of text: Span<UInt8>, from start: Int) -> Int? {
    var place = start
    var labelStart = start
    while place < text.count {
      let byte = text[place]
      if byte == .dot {
        labelStart = place + 1
      } else if byte == .slash {
        guard labelStart < place, !text[labelStart].isASCIIDigit else { return nil }
        return place
      } else if !(byte &- 0x61 < 26 || byte.isASCIIDigit || byte == .hyphen) {
        return nil
      }
      place += 1
    }
    return nil
  }

  /// The place where a path ends that has no dot segments and nothing to encode.
  private static func endOfPath(of text: Span<UInt8>, from start: Int) -> Int? {
    let set = EncodeSet.path
    var place = start
    while place < text.count {
      let byte = text[place]
      if byte == .slash, place + 1 < text.count {
        // A segment that begins with a dot may be ".." and one that begins with "%2" may be "%2e".
        let first = text[place + 1]
        if first == .dot || (first == .percent && place + 2 < text.count && text[place + 2] == 0x32) {
          return nil
        }
      } else if byte == .question || byte == .hash {
        return place
      } else if byte == .backslash || set.contains(byte) {
        return nil
      }
      place += 1
    }
    return place
  }
}
