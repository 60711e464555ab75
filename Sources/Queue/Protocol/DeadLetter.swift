// A message that was given up, and why.

public import JSONText

/// What is written over a dead letter.
public struct DeadLetterHeader: Hashable, Sendable, Decodable {
  /// Its name within its queue.
  public var id: String
  /// Why it is dead.
  public var reason: String
  /// Its queue.
  public var queue: String
  /// The list that it came from, to which it returns.
  public var list: String
  /// How many times it was delivered.
  public var attempts: Int
  /// When it died, in milliseconds since 1970.
  public var milliseconds: Int
  /// The claim that it died under; empty: it was parked.
  public var token: String
  /// The task's id; empty when the message was not read.
  public var taskID: String
  /// The size of the message.
  public var byteCount: Int

  private enum CodingKeys: String, CodingKey {
    case id, reason, queue, list, attempts, token
    case milliseconds = "time"
    case taskID = "task_id"
    case byteCount = "bytes"
  }

  /// Reads the first line of a dead letter.
  ///
  /// - Parameter line: The JSON.
  /// - Throws: ``JSONError``.
  public init(parsing line: [UInt8]) throws(JSONError) {
    self = try JSON(parsing: line).decode(DeadLetterHeader.self)
  }
}

extension ReplyReader {
  /// The next element as a dead letter's header.
  mutating func header() throws(ReplyError) -> DeadLetterHeader {
    let line = try bytes()
    do {
      return try DeadLetterHeader(parsing: line)
    } catch {
      throw unreadable("a dead letter's header: \(error)")
    }
  }
}
