// Asks for a message.

/// Takes the next message of the first list that has one.
///
/// Sent again, it gives the same message.
public struct ClaimRequest: ScriptRequest {
  /// What `claim` answers.
  public enum Reply: ScriptReply {
    /// A message.
    case message(Claim)
    /// The message that this token took before, and still holds.
    case repeated(Claim)
    /// There is none. The slot may use the same number again.
    case empty
    /// A message was too large and became a dead letter. The slot may use the same number again.
    case oversize(queue: String, byteCount: Int, letter: String)
    /// The number is older than the slot's last one.
    case stale
    /// The number was used, and its claim has ended.
    case gone
    /// The owner is not known here: it has to register.
    case unregistered

    /// The message that it hands over; nil: none.
    public var claim: Claim? {
      switch self {
      case .message(let claim), .repeated(let claim): claim
      case .empty, .oversize, .stale, .gone, .unregistered: nil
      }
    }

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      switch try reader.text() {
      case "message": self = .message(try Claim(&reader))
      case "repeat": self = .repeated(try Claim(&reader))
      case "empty": self = .empty
      case "oversize":
        self = .oversize(
          queue: try reader.text(), byteCount: try reader.number(), letter: try reader.text())
      case "stale": self = .stale
      case "gone": self = .gone
      case "unregistered": self = .unregistered
      case let word: throw reader.unreadable(word)
      }
    }
  }

  /// The script.
  public static let script = QueueScript.claim

  /// The name of the claim.
  public var token: ClaimToken
  /// For how long it is held, unless it is renewed.
  public var lease: Duration
  /// The largest message that is taken.
  public var mostBytes: Int
  /// Where to look, in this order.
  public var sources: [ClaimSource]

  /// Makes a request.
  public init(token: ClaimToken, lease: Duration, mostBytes: Int, sources: [ClaimSource]) {
    self.token = token
    self.lease = lease
    self.mostBytes = mostBytes
    self.sources = sources
  }

  /// The token in its parts, the limits, and the lists.
  public var arguments: [[UInt8]] {
    [
      bytes(token.owner), bytes(token.slot), bytes(token.sequence), bytes(lease.milliseconds),
      bytes(mostBytes),
    ] + sources.flatMap { [$0.list, Array($0.queue.utf8)] }
  }
}

extension Claim {
  /// Reads what follows `message` or `repeat`.
  init(_ reader: inout ReplyReader) throws(ReplyError) {
    self.init(
      token: try reader.token(), fence: Fence(try reader.number()), list: try reader.bytes(),
      queue: try reader.text(), attempts: try reader.number(), mayBeRevoked: try reader.flag(),
      raw: try reader.bytes())
  }
}
