// Reads the elements of a reply one by one; whatever is missing or no number is an error, never a default.

/// A cursor over the elements of a reply.
public struct ReplyReader: Sendable {
  private let script: QueueScript
  private var rest: ArraySlice<[UInt8]>

  init(_ fields: [[UInt8]], of script: QueueScript) {
    self.script = script
    rest = fields[...]
  }

  /// Whether all has been read.
  var isAtEnd: Bool { rest.isEmpty }

  /// A reader of the next elements alone, which are passed over here.
  mutating func next(_ count: Int) throws(ReplyError) -> ReplyReader {
    guard (0...rest.count).contains(count) else { throw unreadable("it is too short") }
    defer { rest = rest.dropFirst(count) }
    return ReplyReader(Array(rest.prefix(count)), of: script)
  }

  /// The next element's bytes.
  mutating func bytes() throws(ReplyError) -> [UInt8] {
    guard let first = rest.popFirst() else { throw unreadable("it is too short") }
    return first
  }

  /// The next element as text.
  mutating func text() throws(ReplyError) -> String { String(decoding: try bytes(), as: UTF8.self) }

  /// The next element as a whole number.
  mutating func number<Number: FixedWidthInteger & Sendable>() throws(ReplyError) -> Number {
    let text = try text()
    guard let number = Number(text) else { throw unreadable("\(text) is no number") }
    return number
  }

  /// The next element as yes or no.
  mutating func flag() throws(ReplyError) -> Bool {
    switch try text() {
    case "1": return true
    case "0": return false
    case let other: throw unreadable("\(other) is neither 1 nor 0")
    }
  }

  /// The next element as a claim's token.
  mutating func token() throws(ReplyError) -> ClaimToken {
    let text = try text()
    guard let token = ClaimToken(text) else { throw unreadable("\(text) is no token") }
    return token
  }

  /// The error that the reply is something else.
  func unreadable(_ detail: String) -> ReplyError {
    ReplyError(script: script, detail: detail)
  }
}
