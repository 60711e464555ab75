// Looks after what workers of Celery's left behind.

/// Gives back messages that workers of Celery's took and kept for longer than their visibility timeout.
///
/// Celery's workers do the same for each other (kombu 5.6.2, `restore_visible`); where dispatchers have taken their place
/// nobody else is there to do it.
public struct RestoreRequest: ScriptRequest {
  /// What `restore` answers.
  public enum Reply: ScriptReply {
    /// What became of those that were looked at.
    case done(Count)
    /// One of kombu's consumers is at it.
    case busy

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      switch try reader.text() {
      case "ok":
        self = .done(
          Count(
            restored: try reader.number(), left: try reader.number(), buried: try reader.number(),
            mayBeMore: try reader.flag()))
      case "busy": self = .busy
      case let word: throw reader.unreadable(word)
      }
    }
  }

  /// How many messages had which fate.
  public struct Count: Hashable, Sendable {
    /// They are the next ones in their lists.
    public var restored: Int
    /// They stay where they are, as the user may not write to their lists; the next request passes over them.
    public var left: Int
    /// They are dead letters: unreadable, or without a list to go to.
    public var buried: Int
    /// Whether as many as the limit were looked at.
    public var mayBeMore: Bool
  }

  /// The script.
  public static let script = QueueScript.restore

  /// For how long a worker may keep a message: kombu's `visibility_timeout`.
  public var visibilityTimeout: Duration
  /// How many at most.
  public var limit: Int
  /// How many of them to pass over, the youngest first.
  public var start: Int

  /// Makes a request.
  public init(visibilityTimeout: Duration = .seconds(3600), limit: Int = 100, start: Int = 0) {
    self.visibilityTimeout = visibilityTimeout
    self.limit = limit
    self.start = start
  }

  /// The timeout and the bounds.
  public var arguments: [[UInt8]] { [bytes(visibilityTimeout.milliseconds), bytes(limit), bytes(start)] }
}
