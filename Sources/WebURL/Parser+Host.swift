// The host parser, writing straight into the output.

extension Parser {
  /// The host parser (WHATWG URL 3.5); the caller notes where the host begins and ends.
  mutating func appendHost(_ range: Range<Int>) throws(InvalidURL) {
    let host = input[range]
    if host.first == .leftBracket {
      guard host.count > 2, host.last == .rightBracket,
        let address = IPv6Address(ascii: host.dropFirst().dropLast())
      else { throw InvalidURL() }
      layout.host = .ipv6
      output.append(.leftBracket)
      output.append(contentsOf: address.description.utf8)
      output.append(.rightBracket)
    } else if layout.scheme.isSpecial {
      try appendDomain(host)
    } else {
      guard !host.contains(where: { $0 < 0x80 && EncodeSet.forbiddenInHost.contains($0) }) else {
        throw InvalidURL()
      }
      layout.host = host.isEmpty ? .empty : .opaque
      append(range, encoding: .control)
    }
  }

  /// Appends a domain in ASCII, or the IPv4 address that it turns out to be.
  private mutating func appendDomain(_ host: ArraySlice<UInt8>) throws(InvalidURL) {
    let start = output.count
    let forbidden = EncodeSet.forbiddenInDomain
    if host.contains(where: { $0 >= 0x80 || $0 == .percent }) {
      let domain = String(decoding: PercentEncoding.decode(host), as: UTF8.self)
      guard let ascii = IDNA.toASCII(domain) else { throw InvalidURL() }
      output.append(contentsOf: ascii.utf8)
    } else {
      for byte in host {
        guard !forbidden.contains(byte) else { throw InvalidURL() }
        output.append(byte.lowercasedASCII)
      }
    }
    layout.host = .domain
    guard IPv4Number.ends(output[start...]) else { return }
    guard let address = IPv4Number.address(output[start...]) else { throw InvalidURL() }
    layout.host = .ipv4
    output.removeSubrange(start...)
    output.append(contentsOf: address.description.utf8)
  }
}
