// Asks whether tasks were revoked: before one starts, and of those that run when the revision has changed.

/// Asks which tasks are revoked.
public struct RevocationsRequest: ScriptRequest {
  /// How a task stands.
  public enum Standing: Hashable, Sendable {
    /// It may run.
    case valid
    /// It shall not start; if it runs already, it may end by itself.
    case revoked
    /// It shall not start; if it runs already, its handler gets this signal, as `SIGTERM`.
    case terminated(signal: String)
  }

  /// What `revocations` answers.
  public struct Reply: ScriptReply {
    /// How each task stands, in the order of the question.
    public var standings: [Standing] = []

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      guard try reader.text() == "ok" else { throw reader.unreadable("not ok") }
      while !reader.isAtEnd {
        switch try reader.text() {
        case "": standings.append(.valid)
        case "revoked": standings.append(.revoked)
        case let signal: standings.append(.terminated(signal: signal))
        }
      }
    }
  }

  /// The script.
  public static let script = QueueScript.revocations

  /// The tasks.
  public var ids: [String]

  /// Makes a request.
  public init(ids: [String]) { self.ids = ids }

  /// The tasks.
  public var arguments: [[UInt8]] { ids.map { Array($0.utf8) } }
}
