// Tells what is known of a claim while its handler runs.

/// Writes a result of a state that is not the end, for as long as the claim is held: PROGRESS or STARTED.
///
/// Asking again writes the same again. A stored SUCCESS stays.
public struct TellRequest: ScriptRequest {
  /// What `tell` answers.
  public typealias Reply = SettleReply

  /// The script.
  public static let script = QueueScript.tell

  /// The claim.
  public var claim: Claim
  /// The largest message that may be sent, as in every request with effects; here none may.
  public var mostBytes: Int
  /// The results that are written.
  ///
  /// A message to be sent is refused as `malformed`, since asking again would send it again.
  public var effects: [Effect]

  /// Makes a request.
  public init(claim: Claim, mostBytes: Int, effects: [Effect]) {
    self.claim = claim
    self.mostBytes = mostBytes
    self.effects = effects
  }

  /// The claim and the effects.
  public var arguments: [[UInt8]] { claim.proof + [bytes(mostBytes)] + effects.arguments }
}
