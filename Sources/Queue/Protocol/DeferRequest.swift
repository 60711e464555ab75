// Puts a message off.

/// Ends a claim by parking its message unchanged; the attempt does not count.
///
/// Beyond ``mostTimes`` it is refused, with the reason `put back too often` and how often it was.
public struct DeferRequest: ScriptRequest {
  /// What `defer` answers.
  public typealias Reply = SettleReply

  /// The script.
  public static let script = QueueScript.defer

  /// The claim.
  public var claim: Claim
  /// When the message is due.
  public var due: Moment
  /// How often the message may be put off in a week before it ends otherwise; nil: this time does not count.
  public var mostTimes: Int?

  /// Makes a request.
  public init(claim: Claim, due: Moment, mostTimes: Int? = nil) {
    self.claim = claim
    self.due = due
    self.mostTimes = mostTimes
  }

  /// The claim, the moment and the limit.
  public var arguments: [[UInt8]] { claim.proof + [due.bytes, mostTimes.map { bytes($0) } ?? []] }
}
