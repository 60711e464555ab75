// Says that a dispatcher lives.

/// Renews an owner and the leases of its claims.
public struct BeatRequest: ScriptRequest {
  /// What `beat` answers.
  public enum Reply: ScriptReply {
    /// All is renewed but the claims that are no longer the owner's.
    case renewed(serverMilliseconds: Int64, lost: [ClaimToken])
    /// The owner is not known here: it has to register.
    case unregistered

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      switch try reader.text() {
      case "ok":
        let clock: Int64 = try reader.number()
        var lost: [ClaimToken] = []
        while !reader.isAtEnd { lost.append(try reader.token()) }
        self = .renewed(serverMilliseconds: clock, lost: lost)
      case "unregistered": self = .unregistered
      case let word: throw reader.unreadable(word)
      }
    }
  }

  /// The script.
  public static let script = QueueScript.beat

  /// Who.
  public var owner: OwnerID
  /// For how long, unless it beats again.
  public var ttl: Duration
  /// For how long its claims are held.
  public var lease: Duration
  /// The claims it holds.
  public var tokens: [ClaimToken]

  /// Makes a request.
  public init(owner: OwnerID, ttl: Duration, lease: Duration, tokens: [ClaimToken]) {
    self.owner = owner
    self.ttl = ttl
    self.lease = lease
    self.tokens = tokens
  }

  /// Owner, times and tokens.
  public var arguments: [[UInt8]] {
    [bytes(owner), bytes(ttl.milliseconds), bytes(lease.milliseconds)] + tokens.map { bytes($0) }
  }
}
