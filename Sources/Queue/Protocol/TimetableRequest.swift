// Looks over the schedules that dispatchers keep.

/// Lists schedules.
///
/// Works in a database in which nobody has registered: there are none.
public struct TimetableRequest: ScriptRequest {
  /// A schedule that is kept.
  public struct Row: Hashable, Sendable {
    /// The task that it sends.
    public var task: String
    /// The moments after this one count, in milliseconds since 1970.
    public var sinceMilliseconds: Int64
    /// The moment for which it was sent last; nil: for none yet.
    public var lastMilliseconds: Int64?
    /// When it is due, as JSON.
    public var recurrence: [UInt8]
  }

  /// What `timetable` answers.
  public struct Reply: ScriptReply {
    /// The server's time, in milliseconds since 1970.
    public var serverMilliseconds: Int64
    /// The schedules, by the names of their tasks.
    public var rows: [Row] = []

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      guard try reader.text() == "ok" else { throw reader.unreadable("not ok") }
      serverMilliseconds = try reader.number()
      while !reader.isAtEnd {
        let (task, since): (String, Int64) = (try reader.text(), try reader.number())
        let last: Int64 = try reader.number()
        rows.append(
          Row(
            task: task, sinceMilliseconds: since, lastMilliseconds: last == 0 ? nil : last,
            recurrence: try reader.bytes()))
      }
    }
  }

  /// The script.
  public static let script = QueueScript.timetable

  /// Makes a request.
  public init() {}

  /// None.
  public var arguments: [[UInt8]] { [] }
}
