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
    for byte in argument {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0..<0x20, 0x7F...:
        line.append(UInt8(ascii: "\\"))
        line.append(UInt8(ascii: "x"))
        line.append(digit(byte >> 4))
        line.append(digit(byte & 0xF))
      default: line.append(byte)
      }
    }
    line.append(UInt8(ascii: "\""))
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
