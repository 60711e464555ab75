// A range of addresses that share a prefix, optionally with one port.

/// Addresses by prefix.
struct Network: Sendable, Hashable {
  let family: SocketAddress.Family
  let bits: UInt128
  let prefix: Int
  /// The only port that is meant; nil means all.
  let port: UInt16?

  func contains(_ address: SocketAddress) -> Bool {
    guard family == address.family, port == nil || port == address.port else { return false }
    return (bits ^ address.bits) >> (family.width - prefix) == 0
  }
}

extension Network {
  /// `ADDRESS/PREFIX`, `ADDRESS:PORT` or `[ADDRESS]:PORT`; nil for all else, also for bits after the prefix.
  init?(_ text: some StringProtocol) {
    if let slash = text.firstIndex(of: "/") {
      guard let address = SocketAddress(String(text[..<slash]), port: 0),
        let prefix = decimal(text[slash...].dropFirst()), prefix <= address.family.width,
        address.bits & ~(UInt128.max << (address.family.width - prefix)) == 0
      else { return nil }
      self.init(family: address.family, bits: address.bits, prefix: prefix, port: nil)
    } else {
      guard let colon = text.lastIndex(of: ":"), let number = decimal(text[colon...].dropFirst()),
        let port = UInt16(exactly: number), port > 0
      else { return nil }
      let host = text[..<colon]
      let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
      guard let address = SocketAddress(String(isBracketed ? host.dropFirst().dropLast() : host), port: port),
        isBracketed == (address.family == .v6)
      else { return nil }
      self.init(family: address.family, bits: address.bits, prefix: address.family.width, port: port)
    }
  }
}

/// A number of one to five digits and nothing else: no sign, no white space.
private func decimal(_ text: some StringProtocol) -> Int? {
  guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
    return nil
  }
  return Int(text)
}
