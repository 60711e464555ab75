// Reads a result, for whoever waits for it.

/// Asks for the stored result of a task.
///
/// Works in any database of results, whether or not anybody has registered there.
public struct ResultRequest: ScriptRequest {
  /// What `result` answers.
  public enum Reply: ScriptReply {
    /// The JSON that is stored.
    case stored([UInt8])
    /// Nothing is stored: the task has not begun, or it never was, or its result has expired.
    case none

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      switch try reader.text() {
      case "stored": self = .stored(try reader.bytes())
      case "none": self = .none
      case let word: throw reader.unreadable(word)
      }
    }
  }

  /// The script.
  public static let script = QueueScript.result

  /// The whole key.
  public var key: [UInt8]

  /// Makes a request.
  public init(key: [UInt8]) { self.key = key }

  /// The key.
  public var arguments: [[UInt8]] { [key] }
}
