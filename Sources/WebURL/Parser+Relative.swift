// Relative URLs: how much of the base is kept depends on how the text begins.

extension Parser {
  /// The no scheme state.
  mutating func parseWithoutScheme() throws(InvalidURL) {
    guard let base else { throw InvalidURL() }
    if base.hasOpaquePath {
      guard next == .hash else { throw InvalidURL() }
      layout = base.layout
      append(0..<base.layout.fragmentStart, of: base)
      parseFragment()
    } else if base.layout.scheme == .file {
      append(0..<base.layout.schemeEnd + 1, of: base)
      layout.scheme = .file
      layout.schemeEnd = base.layout.schemeEnd
      try parseFile()
    } else {
      try parseRelative(to: base)
    }
  }

  /// The relative and relative slash states.
  mutating func parseRelative(to base: URL) throws(InvalidURL) {
    layout.scheme = base.layout.scheme
    if isSlash(next) {
      position += 1
      if isSlash(next) {
        position += 1
        if layout.scheme.isSpecial { skipSlashes() }
        keepScheme(of: base)
        try parseAuthority()
        return
      }
      keepAuthority(of: base)
      beginPath()
      parsePath()
      parseTail()
      return
    }
    keepAuthority(of: base)
    parsePathRelative(to: base)
  }

  /// The end of the relative state, and of the file state: the text has neither a scheme nor a host nor a
  /// slash in front.
  mutating func parsePathRelative(to base: URL) {
    beginPath()
    append(base.layout.pathStart..<base.layout.queryStart, of: base)
    switch next {
    case UInt8.question:
      endPath()
      parseTail()
    case nil, UInt8.hash:
      endPath()
      layout.queryStart = offset
      append(base.layout.queryStart..<base.layout.fragmentStart, of: base)
      parseFragment()
    default:
      shortenPath()
      parsePath()
      parseTail()
    }
  }

  private mutating func keepScheme(of base: URL) {
    output.removeAll(keepingCapacity: true)
    append(0..<base.layout.schemeEnd + 1, of: base)
    layout.schemeEnd = base.layout.schemeEnd
  }

  /// Takes the scheme, the credentials, the host and the port of the base.
  mutating func keepAuthority(of base: URL) {
    layout = base.layout
    layout.hasOpaquePath = false
    output.removeAll(keepingCapacity: true)
    append(0..<base.layout.authorityEnd, of: base)
  }
}
