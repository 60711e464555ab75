// What `celery inspect` and `celery control` broadcast: kombu's pidbox, one message on one channel for all workers.

public import JSONText

/// A command to dispatchers and Celery's workers alike.
public struct RemoteRequest: Hashable, Sendable {
  /// Where an answer goes.
  public struct ReplyAddress: Hashable, Sendable {
    /// The exchange of replies.
    public var exchange: String
    /// The client's own key there.
    public var routingKey: String
    /// What the client tells its calls apart by.
    public var ticket: String
  }

  /// The command: `ping`, `revoke`.
  public var method: String
  /// Its arguments.
  public var arguments: [String: JSON]
  /// Where an answer goes; nil: nobody waits for one.
  public var reply: ReplyAddress?
  /// The sender's Lamport clock.
  public var clock: Int
  /// After when the client listens no more, in seconds since 1970.
  public var expires: Double?
  private var audience: Audience

  private enum Audience: Hashable {
    case everybody
    case names([String])
    case glob(String)
    case expression(String)
    case nobody
  }

  /// Reads a message of the channel.
  ///
  /// - Parameter payload: What was published.
  /// - Throws: ``EnvelopeError`` when it is no command.
  public init(payload: [UInt8]) throws(EnvelopeError) {
    let frame = try EnvelopeFrame(payload)
    guard let body = frame.body.object, let method = body["method"]?.string else {
      throw frame.refusal(.undecodableBody, "its body names no method")
    }
    self.method = method
    arguments = body["arguments"]?.object ?? [:]
    clock = frame.headers["clock"]?.integer ?? 0
    expires = frame.headers["expires"]?.double
    if let address = body["reply_to"]?.object, let ticket = body["ticket"]?.string,
      let exchange = address["exchange"]?.string, let key = address["routing_key"]?.string
    {
      reply = ReplyAddress(exchange: exchange, routingKey: key, ticket: ticket)
    }
    audience = Self.audience(body)
  }

  private static func audience(_ body: [String: JSON]) -> Audience {
    if let names = body["destination"]?.array { return .names(names.compactMap(\.string)) }
    guard let pattern = body["pattern"]?.string, let matcher = body["matcher"]?.string else {
      return .everybody
    }
    return switch matcher {
    case "glob": .glob(pattern)
    case "pcre": .expression(pattern)
    default: .nobody
    }
  }

  /// Whether a worker of this name is to act.
  public func concerns(_ hostname: String) -> Bool {
    switch audience {
    case .everybody: true
    case .names(let names): names.contains(hostname)
    case .glob(let pattern): NamePattern.isMatch(hostname, glob: pattern)
    case .expression(let pattern): NamePattern.isMatch(hostname, expression: pattern)
    case .nobody: false
    }
  }

  /// Kombu's key of the channel; redis-py puts the global prefix before it as before every key.
  public static func channel(database: Int, in keys: KeySpace) -> String {
    "\(keys.prefix)/\(database).celery.pidbox"
  }
}
