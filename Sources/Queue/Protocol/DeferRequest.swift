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
  /// Whether it is the next one of its list when it is due, since that moment is its own; else it is the last one.
  public var isNext: Bool

  /// Makes a request.
  public init(claim: Claim, due: Moment, mostTimes: Int? = nil, isNext: Bool = false) {
    self.claim = claim
    self.due = due
    self.mostTimes = mostTimes
    self.isNext = isNext
  }

  /// The claim, the moment, the limit and the place.
  public var arguments: [[UInt8]] {
    claim.proof + [due.bytes, mostTimes.map { bytes($0) } ?? [], bytes(isNext ? "next" : "last")]
  }
}
