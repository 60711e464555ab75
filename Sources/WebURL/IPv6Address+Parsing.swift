// The IPv6 parser (WHATWG URL 3.5), whose grammar is that of RFC 4291.

extension IPv6Address {
  /// Reads an address without its brackets.
  init?(ascii text: ArraySlice<UInt8>) {
    var text = text
    var pieces: [UInt16] = []
    var gap: Int?
    if text.first == .colon {
      guard text.starts(with: [.colon, .colon]) else { return nil }
      text.removeFirst(2)
      gap = 0
    }
    while !text.isEmpty {
      // The gap stands for at least one piece.
      guard pieces.count + (gap == nil ? 0 : 1) < 8 else { return nil }
      if text.first == .colon {
        guard gap == nil else { return nil }
        text.removeFirst()
        gap = pieces.count
        continue
      }
      let digits = text.prefix { $0.hexValue != nil }.prefix(4)
      let rest = text[digits.endIndex...]
      if rest.first == .dot {
        guard pieces.count + (gap == nil ? 0 : 1) <= 6, let address = IPv4Address(dottedQuad: text) else {
          return nil
        }
        pieces += [UInt16(address.value >> 16), UInt16(address.value & 0xFFFF)]
        break
      }
      guard !digits.isEmpty else { return nil }
      pieces.append(digits.reduce(0) { $0 << 4 | UInt16($1.hexValue ?? 0) })
      text = rest
      guard let colon = text.first else { break }
      guard colon == .colon, text.count > 1 else { return nil }
      text.removeFirst()
    }
    if let gap {
      pieces.insert(contentsOf: Array(repeating: 0, count: 8 - pieces.count), at: gap)
    }
    guard pieces.count == 8 else { return nil }
    self.init(pieces: pieces)
  }
}
