// Ends a claim by another try later.

/// Ends a claim by parking a new message in its place; the attempt counts.
public struct RetryRequest: ScriptRequest {
  /// What `retry` answers.
  public typealias Reply = SettleReply

  /// The script.
  public static let script = QueueScript.retry

  /// The claim.
  public var claim: Claim
  /// The largest message that may be sent.
  public var mostBytes: Int
  /// When the new message is due.
  public var due: Moment
  /// The new message.
  public var raw: [UInt8]
  /// What is written in the same step: a RETRY result.
  public var effects: [Effect]

  /// Makes a request.
  public init(claim: Claim, mostBytes: Int, due: Moment, raw: [UInt8], effects: [Effect] = []) {
    self.claim = claim
    self.mostBytes = mostBytes
    self.due = due
    self.raw = raw
    self.effects = effects
  }

  /// The claim, the new message, and the effects.
  public var arguments: [[UInt8]] {
    claim.proof + [bytes(mostBytes), due.bytes, raw] + effects.arguments
  }
}
