// Notes what is known of a claim, just before its handler starts.

/// Marks a claim as begun, with what is to happen if its holder dies.
public struct MarkRequest: ScriptRequest {
  /// What `mark` answers.
  public typealias Reply = SettleReply

  /// The script.
  public static let script = QueueScript.mark

  /// The claim.
  public var claim: Claim
  /// The largest message that may be sent.
  public var mostBytes: Int
  /// Whether the message counts as acknowledged from now on.
  public var isEarly: Bool
  /// What is written now: a STARTED result.
  public var beginning: [Effect]
  /// What is written if the claim dies without its holder: a FAILURE result.
  public var ending: [Effect]

  /// Makes a request.
  public init(
    claim: Claim, mostBytes: Int, isEarly: Bool, beginning: [Effect] = [], ending: [Effect] = []
  ) {
    self.claim = claim
    self.mostBytes = mostBytes
    self.isEarly = isEarly
    self.beginning = beginning
    self.ending = ending
  }

  /// The claim, the flag, and the effects.
  public var arguments: [[UInt8]] {
    let beginning = beginning.arguments
    return claim.proof + [bytes(mostBytes), bytes(isEarly ? 1 : 0), bytes(beginning.count)] + beginning
      + ending.arguments
  }
}
