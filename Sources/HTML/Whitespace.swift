// Whitespace as people see it: a run of it is one space, and none stands at the ends.

extension String {
  /// The string with every run of Unicode White_Space made one space, and none at its start and end.
  public func collapsingWhitespace() -> String {
    var copy = self
    return copy.withUTF8 { bytes in
      var kept: [UInt8] = []
      kept.reserveCapacity(bytes.count)
      var isPending = false
      var index = 0
      while index < bytes.count {
        let length = whitespaceLength(bytes, at: index)
        if length > 0 {
          isPending = true
          index += length
          continue
        }
        if isPending, !kept.isEmpty { kept.append(0x20) }
        isPending = false
        kept.append(bytes[index])
        index += 1
      }
      return String(decoding: kept, as: UTF8.self)
    }
  }
}

/// The number of bytes of the White_Space character at an index, 0 if there is another.
private func whitespaceLength(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
  let first = bytes[index]
  if first < 0x80 { return first == 0x20 || 0x09...0x0D ~= first ? 1 : 0 }
  switch first {
  case 0xC2:  // U+0085, U+00A0
    let second = bytes[index + 1]
    return second == 0x85 || second == 0xA0 ? 2 : 0
  case 0xE1, 0xE2, 0xE3:
    switch (first, bytes[index + 1], bytes[index + 2]) {
    case (0xE1, 0x9A, 0x80),  // U+1680
      (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF),  // U+2000-200A, 2028-9, 202F
      (0xE2, 0x81, 0x9F),  // U+205F
      (0xE3, 0x80, 0x80):  // U+3000
      return 3
    default:
      return 0
    }
  default:
    return 0
  }
}
