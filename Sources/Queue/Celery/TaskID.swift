// Names for new tasks and messages.

/// Names of tasks, as Celery's clients make them.
public enum TaskID {
  /// A random UUID of version 4 (RFC 9562).
  ///
  /// - Parameter generator: Where the random bits come from.
  /// - Returns: Its 36 characters.
  public static func random(using generator: inout some RandomNumberGenerator) -> String {
    uuid((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }, version: 4)
  }

  /// A random UUID of the system's random bits.
  public static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    return random(using: &generator)
  }

  /// A UUID of 16 bytes, six bits of which are given up for version and variant.
  static func uuid(_ bytes: [UInt8], version: UInt8) -> String {
    var bytes = bytes
    bytes[6] = bytes[6] & 0x0F | version << 4
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    var parts: [Substring] = []
    var rest = digits[...]
    for length in [8, 4, 4, 4, 12] {
      parts.append(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return parts.joined(separator: "-")
  }
}
