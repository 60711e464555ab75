// How bytes are written so that redis-cli's line reader gives exactly them to Redis. A raw NUL would end its line, a
// line end would begin another command, and a number as the first word would repeat one; so nothing is left bare.

/// Writing the lines of redis-cli.
enum Quoting {
  /// A line of arguments, its end included.
  static func line(_ arguments: [[UInt8]]) -> [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(arguments.reduce(1) { $0 + $1.count + 3 })
    for (index, argument) in arguments.enumerated() {
      if index > 0 { line.append(UInt8(ascii: " ")) }
      append(argument, to: &line)
    }
    line.append(UInt8(ascii: "\n"))
    return line
  }

  /// Appends an argument in quotes: what is no printable ASCII, and `"` and `\`, as `\xHH`.
  static func append(_ argument: [UInt8], to line: inout [UInt8]) {
    line.append(UInt8(ascii: "\""))
    // Runs of plain bytes are copied whole: bodies of messages are Base64, and megabytes at times.
    argument.withUnsafeBufferPointer { bytes in
      var plain = 0
      for (place, byte) in bytes.enumerated() where !isPlain(byte) {
        line.append(contentsOf: bytes[plain..<place])
        plain = place + 1
        line.append(UInt8(ascii: "\\"))
        line.append(UInt8(ascii: "x"))
        line.append(digit(byte >> 4))
        line.append(digit(byte & 0xF))
      }
      line.append(contentsOf: bytes[plain...])
    }
    line.append(UInt8(ascii: "\""))
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
