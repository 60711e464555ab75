// One line of redis-cli that is no frame of a reply, told apart: the name of a script, an error of Redis, a word about
// connecting, or anything else. What goes wrong between redis-cli and the server is said in English.

/// A line that redis-cli wrote.
enum ReplyLine: Equatable {
  /// The SHA-1 that `SCRIPT LOAD` tells.
  case sha([UInt8])
  /// `WORD …`: Redis refused.
  case error(String)
  /// `AUTH failed: WORD …`, `SELECT 3 failed: WORD …`: redis-cli goes on regardless.
  case setUpFailed(command: String, error: String)
  /// Anything else.
  case odd(String)

  /// Reads a line without its end.
  init(_ line: ArraySlice<UInt8>) {
    if let setUp = Self.setUp(line) {
      self = setUp
    } else if line.count == 40, line.allSatisfy(Self.isHexDigit) {
      self = .sha(Array(line))
    } else if Self.beginsWithCode(line) {
      self = .error(String(decoding: line, as: UTF8.self))
    } else {
      self = .odd(Self.excerpt(line))
    }
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  /// Whether a line begins as errors of Redis do, with a word in capitals.
  ///
  /// redis-cli's own sentences do not.
  private static func beginsWithCode(_ line: ArraySlice<UInt8>) -> Bool {
    let word = line.prefix { $0 != UInt8(ascii: " ") }
    return word.count > 1 && word.allSatisfy((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains)
  }

  /// The beginning of a line, fit for a log.
  static func excerpt(_ line: ArraySlice<UInt8>) -> String {
    let shown = line.prefix(200).map { (0x20..<0x7F).contains($0) ? Character(Unicode.Scalar($0)) : "?" }
    return String(shown) + (line.count > 200 ? "..." : "")
  }

  private static func setUp(_ line: ArraySlice<UInt8>) -> ReplyLine? {
    let commands = ["AUTH", "SELECT"]
    guard let command = commands.first(where: { line.starts(with: $0.utf8) }) else { return nil }
    let text = String(decoding: line.prefix(1000), as: UTF8.self)
    let words = text.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
    guard let failed = words.firstIndex(of: "failed:") else { return nil }
    let error = words[(failed + 1)...].joined(separator: " ")
    return .setUpFailed(command: command, error: error)
  }
}
