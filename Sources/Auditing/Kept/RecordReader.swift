// Bytes back to values. They come from a database, which may hold anything: whatever they are, reading ends.

internal import WebURL

/// Reads a record.
struct RecordReader {
  /// The bytes are not what was written.
  struct Unreadable: Error {}

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { position == bytes.count }

  private mutating func byte() throws(Unreadable) -> UInt8 {
    guard position < bytes.count else { throw Unreadable() }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func number() throws(Unreadable) -> Int {
    var number: UInt = 0
    for shift in stride(from: UInt(0), to: 63, by: 7) {
      let next = try byte()
      number |= UInt(next & 0x7F) << shift
      if next < 0x80 { return Int(number) }
    }
    throw Unreadable()
  }

  mutating func flag() throws(Unreadable) -> Bool { try byte() != 0 }

  mutating func hash() throws(Unreadable) -> UInt64 {
    var hash: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 8) { hash |= UInt64(try byte()) << shift }
    return hash
  }

  mutating func text() throws(Unreadable) -> String {
    let count = try length()
    defer { position += count }
    return String(decoding: bytes[position..<position + count], as: UTF8.self)
  }

  mutating func optionalText() throws(Unreadable) -> String? { try flag() ? try text() : nil }

  mutating func address() throws(Unreadable) -> PageAddress {
    guard let url = URL(try text()) else { throw Unreadable() }
    return PageAddress(url)
  }

  mutating func texts() throws(Unreadable) -> [String] {
    try all { reader throws(Unreadable) in try reader.text() }
  }

  mutating func addresses() throws(Unreadable) -> [PageAddress] {
    try all { reader throws(Unreadable) in try reader.address() }
  }

  /// A list.
  mutating func all<Element>(
    _ read: (inout Self) throws(Unreadable) -> Element
  ) throws(Unreadable) -> [Element] {
    let count = try length()
    var elements: [Element] = []
    // Elements are larger than what they are read from: room for many is made once they are there.
    elements.reserveCapacity(min(count, 1_024))
    for _ in 0..<count { elements.append(try read(&self)) }
    return elements
  }

  /// A length; no element is shorter than a byte, so that a wrong one is seen at once.
  private mutating func length() throws(Unreadable) -> Int {
    let count = try number()
    guard count <= bytes.count - position else { throw Unreadable() }
    return count
  }
}
