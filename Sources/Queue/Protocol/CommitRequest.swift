// Ends a claim for good.

/// Ends a claim with its result and its follow-ups.
public struct CommitRequest: ScriptRequest {
  /// What `commit` answers.
  public typealias Reply = SettleReply

  /// The script.
  public static let script = QueueScript.commit

  /// The claim.
  public var claim: Claim
  /// The largest message that may be sent.
  public var mostBytes: Int
  /// What is written in the same step.
  public var effects: [Effect]

  /// Makes a request.
  public init(claim: Claim, mostBytes: Int, effects: [Effect] = []) {
    self.claim = claim
    self.mostBytes = mostBytes
    self.effects = effects
  }

  /// The claim and the effects.
  public var arguments: [[UInt8]] { claim.proof + [bytes(mostBytes)] + effects.arguments }
}
