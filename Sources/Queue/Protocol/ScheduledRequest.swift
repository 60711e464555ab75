// Looks over the messages that wait for their time.

/// Lists parked messages, the soonest due first.
///
/// Works in a database in which nobody has registered: nothing is parked there.
public struct ScheduledRequest: ScriptRequest {
  /// A message that is parked.
  public struct Parked: Hashable, Sendable {
    /// Its name among the parked ones.
    public var id: String
    /// When it is due, in milliseconds since 1970.
    public var dueMilliseconds: Int64
    /// The list that it goes to.
    public var list: [UInt8]
    /// The message.
    public var raw: [UInt8]
  }

  /// What `scheduled` answers.
  public struct Reply: ScriptReply {
    /// How many there are altogether.
    public var count: Int
    /// Those that were asked for.
    public var messages: [Parked] = []

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      guard try reader.text() == "ok" else { throw reader.unreadable("not ok") }
      count = try reader.number()
      while !reader.isAtEnd {
        messages.append(
          Parked(
            id: try reader.text(), dueMilliseconds: try reader.number(), list: try reader.bytes(),
            raw: try reader.bytes()))
      }
    }
  }

  /// The script.
  public static let script = QueueScript.scheduled

  /// The first one's place.
  public var start: Int
  /// How many at most.
  public var limit: Int

  /// Makes a request.
  public init(start: Int = 0, limit: Int = 100) {
    self.start = start
    self.limit = limit
  }

  /// The range.
  public var arguments: [[UInt8]] { [bytes(start), bytes(limit)] }
}
