// What the URLs of servers have in common: those of Redis and of PostgreSQL are written for Python's clients, and read as
// these read them. Web addresses are another matter, with rules of their own (WebURL).

extension Collection<UInt8> {
  /// The bytes with every `%HH` replaced; a percent sign before anything else stays, as in Python.
  public var percentDecoded: [UInt8] {
    var decoded: [UInt8] = []
    var rest = self[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2)
      // UInt8 would take a sign as well.
      if byte == UInt8(ascii: "%"), digits.count == 2, digits.allSatisfy({ $0 > UInt8(ascii: "-") }),
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      {
        decoded.append(value)
        rest = rest.dropFirst(2)
      } else {
        decoded.append(byte)
      }
    }
    return decoded
  }
}
