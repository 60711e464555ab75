// A message in the hands of one slot.

/// A message that is claimed.
public struct Claim: Hashable, Sendable {
  /// The claim's name.
  public var token: ClaimToken
  /// Its fence.
  public var fence: Fence
  /// The list that the message came from, which tells its priority.
  public var list: [UInt8]
  /// The queue.
  public var queue: String
  /// How many times the message has been delivered, this time included.
  public var attempts: Int
  /// Whether anything is revoked at all, so that this task should be asked for.
  public var mayBeRevoked: Bool
  /// The message, byte for byte.
  public var raw: [UInt8]

  /// Makes a claim.
  public init(
    token: ClaimToken, fence: Fence, list: [UInt8], queue: String, attempts: Int, mayBeRevoked: Bool = false,
    raw: [UInt8]
  ) {
    self.token = token
    self.fence = fence
    self.list = list
    self.queue = queue
    self.attempts = attempts
    self.mayBeRevoked = mayBeRevoked
    self.raw = raw
  }

  /// What every script that ends or changes the claim is told first.
  var proof: [[UInt8]] { [bytes(token), bytes(fence)] }
}

/// A value's description as bytes.
func bytes(_ value: some CustomStringConvertible) -> [UInt8] { Array(value.description.utf8) }
