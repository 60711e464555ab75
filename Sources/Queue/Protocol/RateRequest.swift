// Asks whether a message may start, so that no more do in a second than its task's rate allows.

/// Asks for a message's place in time among those of one task.
///
/// The message keeps its slot through every claim, and asking again costs none.
public struct RateRequest: ScriptRequest {
  /// What `rate` answers.
  public enum Reply: ScriptReply {
    /// It may start.
    case granted
    /// Its slot is still to come: after so long, and at a moment in milliseconds since 1970.
    ///
    /// Put off until then it starts without a new slot, if it is back within a second.
    case wait(Duration, dueMilliseconds: Int64)

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      switch try reader.text() {
      case "ok": self = .granted
      case "wait":
        let milliseconds: Int64 = try reader.number()
        self = .wait(.milliseconds(milliseconds), dueMilliseconds: try reader.number())
      case let word: throw reader.unreadable(word)
      }
    }
  }

  /// The script.
  public static let script = QueueScript.rate

  /// Whose rate: the task's name.
  public var bucket: String
  /// Who asks: the message's id and how often it was retried.
  public var grant: String
  /// From one slot to the next, in microseconds.
  public var intervalMicroseconds: Int64

  /// Makes a request.
  public init(bucket: String, grant: String, intervalMicroseconds: Int64) {
    self.bucket = bucket
    self.grant = grant
    self.intervalMicroseconds = intervalMicroseconds
  }

  /// Makes a request for a message of a task.
  ///
  /// - Parameters:
  ///   - task: The task's name.
  ///   - id: The message's id.
  ///   - retries: How often the message was retried.
  ///   - intervalMicroseconds: From one slot to the next.
  public init(task: String, id: String, retries: Int, intervalMicroseconds: Int64) {
    self.init(bucket: task, grant: "\(id)#\(retries)", intervalMicroseconds: intervalMicroseconds)
  }

  /// The bucket, the grant and the interval.
  public var arguments: [[UInt8]] {
    [Array(bucket.utf8), Array(grant.utf8), bytes(max(1, intervalMicroseconds))]
  }
}
