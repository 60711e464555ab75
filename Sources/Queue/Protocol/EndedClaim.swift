// A claim that ended without its holder.

/// A claim that was given back or buried because its holder is gone.
public struct EndedClaim: Hashable, Sendable {
  /// What became of the message.
  public enum Fate: String, Sendable {
    /// It is back in its list, and next.
    case returned
    /// It waits, because it was lost more than once.
    case parked
    /// It is a dead letter: it had been acknowledged early, and must not run twice.
    case workerLost = "worker lost"
    /// It is a dead letter: everybody who had it died.
    case deliveredTooOften = "delivered too often"
    /// It is a dead letter: its list is not a list any more.
    case noList = "wrong type of list"
  }

  /// The claim's name.
  public var token: ClaimToken
  /// What became of the message.
  public var fate: Fate
  /// The queue.
  public var queue: String
  /// How many times the message had been delivered.
  public var attempts: Int

  init(_ reader: inout ReplyReader) throws(ReplyError) {
    token = try reader.token()
    let word = try reader.text()
    guard let fate = Fate(rawValue: word) else { throw reader.unreadable(word) }
    self.fate = fate
    queue = try reader.text()
    attempts = try reader.number()
  }
}

/// The claims that a script ended.
public struct EndedClaims: ScriptReply {
  /// The claims.
  public var claims: [EndedClaim] = []

  /// Reads the reply.
  public init(_ reader: inout ReplyReader) throws(ReplyError) {
    guard try reader.text() == "ok" else { throw reader.unreadable("not ok") }
    while !reader.isAtEnd { claims.append(try EndedClaim(&reader)) }
  }
}
