// One line of redis-cli, told apart: a value, an error of Redis, a word about connecting, or anything else. The
// errors are no JSON, and what goes wrong between redis-cli and the server is said in English.

/// A line that redis-cli wrote.
enum ReplyLine: Equatable {
  /// A value: what a script returned, or the SHA-1 that `SCRIPT LOAD` tells.
  case value(ReplyValue)
  /// `error:"WORD …"`: Redis refused.
  case error(String)
  /// `AUTH failed: WORD …`, `SELECT 3 failed: WORD …`, `HELLO 3 failed: WORD …`: redis-cli goes on regardless.
  case setUpFailed(command: String, error: String)
  /// Anything else.
  case odd(String)

  /// Reads a line without its end.
  init(_ line: ArraySlice<UInt8>) {
    let mark = Array("error:".utf8)
    if line.starts(with: mark), case .text(let text)? = ReplyValue(parsing: line.dropFirst(mark.count)) {
      self = .error(String(decoding: text, as: UTF8.self))
    } else if let setUp = Self.setUp(line) {
      self = setUp
    } else {
      self = ReplyValue(parsing: line).map(ReplyLine.value) ?? .odd(Self.excerpt(line))
    }
  }

  /// The beginning of a line, fit for a log.
  static func excerpt(_ line: ArraySlice<UInt8>) -> String {
    let shown = line.prefix(200).map { (0x20..<0x7F).contains($0) ? Character(Unicode.Scalar($0)) : "?" }
    return String(shown) + (line.count > 200 ? "..." : "")
  }

  private static func setUp(_ line: ArraySlice<UInt8>) -> ReplyLine? {
    let commands = ["AUTH", "SELECT", "HELLO"]
    guard let command = commands.first(where: { line.starts(with: $0.utf8) }) else { return nil }
    let text = String(decoding: line.prefix(1000), as: UTF8.self)
    let words = text.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
    guard let failed = words.firstIndex(of: "failed:") else { return nil }
    let error = words[(failed + 1)...].joined(separator: " ")
    return .setUpFailed(command: command, error: error)
  }
}
