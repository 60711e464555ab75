// Puts a message off.

/// Ends a claim by parking its message unchanged; the attempt does not count.
public struct DeferRequest: ScriptRequest {
  /// What `defer` answers.
  public typealias Reply = SettleReply

  /// The script.
  public static let script = QueueScript.defer

  /// The claim.
  public var claim: Claim
  /// When the message is due.
  public var due: Moment

  /// Makes a request.
  public init(claim: Claim, due: Moment) {
    self.claim = claim
    self.due = due
  }

  /// The claim and the moment.
  public var arguments: [[UInt8]] { claim.proof + [due.bytes] }
}
