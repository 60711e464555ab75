// Gives a message up.

/// Ends a claim by putting its message into the dead letters of its queue.
public struct DeadRequest: ScriptRequest {
  /// What `dead` answers.
  public typealias Reply = SettleReply

  /// The script.
  public static let script = QueueScript.dead

  /// The claim.
  public var claim: Claim
  /// The largest message that may be sent.
  public var mostBytes: Int
  /// Why, in words.
  public var reason: String
  /// The task's id, if the message could be read.
  public var taskID: String?
  /// What is written in the same step: a FAILURE result.
  public var effects: [Effect]

  /// Makes a request.
  public init(claim: Claim, mostBytes: Int, reason: String, taskID: String? = nil, effects: [Effect] = []) {
    self.claim = claim
    self.mostBytes = mostBytes
    self.reason = reason
    self.taskID = taskID
    self.effects = effects
  }

  /// The claim, the reason, and the effects.
  public var arguments: [[UInt8]] {
    claim.proof + [bytes(mostBytes), Array(reason.utf8), Array((taskID ?? "").utf8)] + effects.arguments
  }
}
