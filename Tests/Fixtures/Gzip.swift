// Gzip streams made by hand: one that says what it is given, and one that says very much about nothing.

/// A valid stream of the bytes, not compressed.
public func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var stream = header
  var rest = bytes[...]
  repeat {
    let block = rest.prefix(65_535)
    rest = rest.dropFirst(block.count)
    let length = UInt16(block.count)
    stream.append(rest.isEmpty ? 1 : 0)
    stream += littleEndian(length) + littleEndian(~length) + block
  } while !rest.isEmpty
  return stream + littleEndian(checksum(bytes)) + littleEndian(UInt32(truncatingIfNeeded: bytes.count))
}

/// A valid stream of zeros in about a thousandth of their number, which gets rounded up to a multiple of 258 and 1.
public func gzip(zeros wanted: Int) -> [UInt8] {
  let runs = (wanted + 256) / 258
  var bits = Bits()
  bits.put(1, 1)  // the last block
  bits.put(2, 2)  // with codes of its own
  bits.put(29, 5)  // 286 literals and lengths
  bits.put(0, 5)  // 1 distance
  bits.put(14, 4)  // 18 lengths of the code for the code lengths, in the order of RFC 1951, 3.2.7:
  for length in [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2] { bits.put(length, 3) }
  // In that code 18 (a run of zeros) is 0, 1 is 10, 2 is 11; codes go highest bit first.
  func zeros(_ count: Int) {
    bits.put(0, 1)
    bits.put(count - 11, 7)
  }
  bits.put(0b11, 2)  // literal 0 has two bits
  zeros(138)
  zeros(117)
  bits.put(0b11, 2)  // so has the end of the block, 256
  zeros(28)
  bits.put(0b01, 2)  // length 258, symbol 285, has one
  bits.put(0b01, 2)  // and so has distance 1
  bits.put(0b01, 2)  // one zero
  for _ in 0..<runs { bits.put(0, 2) }  // 258 times the byte before
  bits.put(0b11, 2)
  let count = 1 + 258 * runs
  return header + bits.bytes + littleEndian(checksum(repeatElement(0, count: count)))
    + littleEndian(UInt32(truncatingIfNeeded: count))
}

private let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]

/// A stream of bits, lowest first.
private struct Bits {
  var bytes: [UInt8] = []
  private var used = 8

  mutating func put(_ value: Int, _ count: Int) {
    for bit in 0..<count {
      if used == 8 {
        bytes.append(0)
        used = 0
      }
      bytes[bytes.count - 1] |= UInt8(value >> bit & 1) << used
      used += 1
    }
  }
}

private func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: number.littleEndian) { Array($0) }
}

private let table: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ value >> 1 : value >> 1 }
}

/// CRC-32.
private func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
  ~bytes.reduce(UInt32.max) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
}
