// Values as bytes: whole numbers by seven bits a byte (LEB128), texts and lists behind their length.

/// Writes a record.
struct RecordWriter {
  private(set) var bytes: [UInt8] = []

  /// A whole number, 0 and above.
  mutating func write(_ number: Int) {
    var rest = UInt(clamping: number)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func write(_ isTrue: Bool) { bytes.append(isTrue ? 1 : 0) }

  /// A hash: eight bytes, the lowest first.
  mutating func write(hash: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: hash >> shift))
    }
  }

  mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func write(_ text: String?) {
    write(text != nil)
    if let text { write(text) }
  }

  mutating func write(_ address: PageAddress) { write(address.href) }

  mutating func write(_ texts: [String]) { write(all: texts) { $0.write($1) } }

  mutating func write(_ addresses: [PageAddress]) { write(all: addresses) { $0.write($1) } }

  /// A list.
  mutating func write<Element>(all elements: [Element], _ write: (inout Self, Element) -> Void) {
    self.write(elements.count)
    for element in elements { write(&self, element) }
  }
}
