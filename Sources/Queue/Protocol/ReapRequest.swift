// Looks after the claims of those who cannot.

/// Gives back the messages of claims that nobody renews.
public struct ReapRequest: ScriptRequest {
  /// What `reap` answers.
  public typealias Reply = EndedClaims

  /// The script.
  public static let script = QueueScript.reap

  /// How many claims at most.
  public var limit: Int
  /// How many deliveries a message gets.
  public var mostDeliveries: Int
  /// How long a message waits after its second delivery; doubled after each one more.
  public var backoff: Duration
  /// The longest wait.
  public var longestBackoff: Duration
  /// An owner known to be dead, whose leases need not end; nil: whoever is late.
  public var owner: OwnerID?

  /// Makes a request.
  public init(
    limit: Int = 100, mostDeliveries: Int = 5, backoff: Duration = .seconds(1),
    longestBackoff: Duration = .seconds(300), owner: OwnerID? = nil
  ) {
    self.limit = limit
    self.mostDeliveries = mostDeliveries
    self.backoff = backoff
    self.longestBackoff = longestBackoff
    self.owner = owner
  }

  /// The limits and the owner.
  public var arguments: [[UInt8]] {
    [
      bytes(limit), bytes(mostDeliveries), bytes(backoff.milliseconds), bytes(longestBackoff.milliseconds),
      owner.map { bytes($0) } ?? [],
    ]
  }
}
