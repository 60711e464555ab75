// What redis-cli says to one blocking peek, byte by byte: whether there is a message, what a script returned that was
// asked behind it, and when all of it is over. The peeked message is whoever claims it to read. Where a script claims it
// right away it is told as well, unless it is long: then it can be read while Redis works on the claim.

/// The reader of the reply to one peek.
struct PeekReply: Equatable {
  /// Something that the bytes tell.
  enum Event: Equatable {
    /// The reply has begun, and it is a message.
    case message
    /// The message; only when a script was asked behind the peek, and not a long one.
    case seen([UInt8])
    /// There was no message in time.
    case nothing
    /// What the script returned that was asked behind the peek.
    case evaluated(ReplyValue)
    /// The reply is over.
    case end
    /// What no peek should lead to.
    case odd(String)
  }

  private enum State: Equatable {
    /// Before the first byte of a message, or within what is none.
    case start
    /// Within a message.
    case message
    /// Within what the script says.
    case evaluation
    /// After the reply.
    case over
  }

  /// How much is kept of what is no message, and of what a script says other than by its return.
  private static let longest = 1000
  /// How long a message may be that is told.
  private static let longestSeen = 65_536
  private let delimiter: [UInt8]
  private let isEvaluating: Bool
  private var state = State.start
  /// Whether all of the message that has come so far is still there.
  private var isKept: Bool
  /// What has come and is not understood yet.
  private var received: [UInt8] = []

  /// Makes a reader.
  ///
  /// - Parameters:
  ///   - delimiter: What redis-cli writes behind every reply. No message has it in it, unless whoever sent that wants to
  ///     be misunderstood: then a claim finds what the peek did not.
  ///   - isEvaluating: Whether a script was asked behind the peek.
  init(delimiter: [UInt8], isEvaluating: Bool = false) {
    (self.delimiter, self.isEvaluating, isKept) = (delimiter, isEvaluating, isEvaluating)
  }

  /// Whether a message has begun and is not over.
  var isWithinMessage: Bool { state == .message }

  /// Takes the next bytes.
  mutating func take(_ bytes: [UInt8]) -> [Event] {
    received += bytes
    var events: [Event] = []
    while let found = next() {
      events += found
      if case .odd? = events.last { break }
    }
    return events
  }

  /// What is understood now; nil: nothing more before more bytes come.
  private mutating func next() -> [Event]? {
    guard !received.isEmpty else { return nil }
    switch state {
    case .start where received.first == UInt8(ascii: "{"):
      state = .message
      return [.message]
    case .start:
      if received.starts(with: delimiter) { return [.nothing] + pass(0) }
      guard let line = firstLine() ?? (received.count < Self.longest ? nil : received[...]) else {
        return nil
      }
      if let trouble = Self.trouble(line) { return [.odd(trouble)] }
      state = .message
      return [.message]
    case .message:
      guard let end = endOfPart() else {
        isKept = isKept && received.count <= Self.longestSeen
        // The delimiter may have begun.
        if !isKept { received.removeFirst(max(0, received.count - delimiter.count + 1)) }
        return nil
      }
      return (isKept && end <= Self.longestSeen ? [.seen(Array(received[..<end]))] : []) + pass(end)
    case .evaluation: return evaluated()
    case .over: return [.odd("it said more than was asked: \(ReplyLine.excerpt(received[...]))")]
    }
  }

  private mutating func evaluated() -> [Event]? {
    guard received.first == ReplyFrame.mark else {
      let line = firstLine() ?? (received.count < Self.longest ? nil : received[...])
      return line.map { [.odd(ReplyLine.excerpt($0))] }
    }
    switch ReplyFrame(received[...]) {
    case .unfinished: return nil
    case .unreadable: return [.odd("its reply cannot be read: \(ReplyLine.excerpt(received[...]))")]
    case .whole(let value, let byteCount):
      // The delimiter comes in the same breath.
      guard received.count >= byteCount + delimiter.count else { return nil }
      guard received[byteCount...].starts(with: delimiter) else {
        return [.odd("it said more than was asked: \(ReplyLine.excerpt(received[byteCount...]))")]
      }
      received.removeFirst(byteCount + delimiter.count)
      state = .over
      return [.evaluated(value), .end]
    }
  }

  /// Goes on behind the delimiter that follows what the peek itself has brought.
  private mutating func pass(_ end: Int) -> [Event] {
    received.removeFirst(end + delimiter.count)
    state = isEvaluating ? .evaluation : .over
    return isEvaluating ? [] : [.end]
  }

  /// What has come up to the first line end or delimiter: errors and redis-cli's own words end in the first.
  private func firstLine() -> ArraySlice<UInt8>? {
    let lineEnd = received.firstIndex(of: UInt8(ascii: "\n"))
    return [lineEnd, endOfPart()].compactMap { $0 }.min().map { received[..<$0] }
  }

  /// How redis-cli's own words about a connection begin.
  private static let badBeginnings = ["Error: ", "Could not connect"]

  /// What is wrong by a line that is no JSON object, as messages are; nil: nothing, so it is a message of some kind.
  private static func trouble(_ line: ArraySlice<UInt8>) -> String? {
    switch ReplyLine(line) {
    case .error(let error): error
    case .setUpFailed(let command, let error): "\(command) failed: \(error)"
    case .odd(let text): badBeginnings.contains { text.hasPrefix($0) } ? text : nil
    case .sha: nil
    }
  }

  private func endOfPart() -> Int? {
    guard let first = delimiter.first else { return nil }
    var start = received.startIndex
    while let found = received[start...].firstIndex(of: first) {
      if received[found...].starts(with: delimiter) { return found }
      start = found + 1
    }
    return nil
  }
}
