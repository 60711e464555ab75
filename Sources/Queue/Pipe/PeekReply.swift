// What redis-cli says to one blocking peek, byte by byte: whether there is a message, and when the reply is over. The
// message itself is whoever claims it to read; here it goes by unkept.

/// The reader of the reply to one peek.
struct PeekReply: Equatable {
  /// Something that the bytes tell.
  enum Event: Equatable {
    /// The reply has begun, and it is a message.
    case message
    /// The message is over.
    case end
    /// There was no message in time.
    case nothing
    /// What no peek should lead to.
    case odd(String)
  }

  private enum State: Equatable {
    /// The beginning of a line that is no message.
    case line([UInt8])
    /// Within a message.
    case message
    /// After the reply.
    case over
  }

  /// How much is kept of a line that is no message.
  private static let longest = 1000
  private var state = State.line([])

  /// Whether a message has begun and is not over.
  var isWithinMessage: Bool { state == .message }

  /// Takes the next bytes.
  mutating func take(_ bytes: [UInt8]) -> [Event] {
    var events: [Event] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      switch state {
      case .line(let line): events += begin(line, &rest)
      // Line ends within a message are written as `\n`.
      case .message:
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return events }
        rest = rest[(end + 1)...]
        state = .over
        events.append(.end)
      case .over: return events + [.odd("it said more than was asked: \(ReplyLine.excerpt(rest))")]
      }
      if case .odd? = events.last { return events }
    }
    return events
  }

  private mutating func begin(_ line: [UInt8], _ rest: inout ArraySlice<UInt8>) -> [Event] {
    if line.isEmpty, rest.first == UInt8(ascii: "\"") {
      state = .message
      rest.removeFirst()
      return [.message]
    }
    let end = rest.firstIndex(of: UInt8(ascii: "\n"))
    let whole = line + rest[..<(end ?? rest.endIndex)].prefix(Self.longest)
    rest = end.map { rest[($0 + 1)...] } ?? []
    guard end != nil else {
      state = .line(whole)
      return whole.count < Self.longest ? [] : [.odd(ReplyLine.excerpt(whole[...]))]
    }
    switch ReplyLine(whole[...]) {
    case .value(.null):
      state = .over
      return [.nothing]
    // Without HELLO the protocol is an older one, which serves us as well.
    case .setUpFailed("HELLO", _):
      state = .line([])
      return []
    case .setUpFailed(let command, let error): return [.odd("\(command) failed: \(error)")]
    case .error(let error): return [.odd(error)]
    case .value: return [.odd("its reply is of another shape: \(ReplyLine.excerpt(whole[...]))")]
    case .odd(let text): return [.odd(text)]
    }
  }
}
