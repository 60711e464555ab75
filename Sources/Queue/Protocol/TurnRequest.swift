// Ends one claim and makes the next: a slot that works through a queue has one request a task.

/// Ends a claim with its result, and takes the next message for the same slot.
public struct TurnRequest: ScriptRequest {
  /// What `turn` answers.
  public struct Reply: ScriptReply {
    /// What became of the claim.
    public var settled: SettleReply
    /// The next message; nil: none was asked for, since the claim could not be ended.
    public var claim: ClaimRequest.Reply?

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      let count: Int = try reader.number()
      var first = try reader.next(count)
      settled = try SettleReply(&first)
      guard first.isAtEnd else { throw reader.unreadable("the first part is too long") }
      claim = reader.isAtEnd ? nil : try ClaimRequest.Reply(&reader)
    }
  }

  /// The script.
  public static let script = QueueScript.turn

  /// What ends the claim.
  public var commit: CommitRequest
  /// What takes the next message.
  public var claim: ClaimRequest

  /// Makes a request.
  public init(commit: CommitRequest, claim: ClaimRequest) {
    self.commit = commit
    self.claim = claim
  }

  /// The arguments of both, those of the first counted.
  public var arguments: [[UInt8]] {
    let first = commit.arguments
    return [bytes(first.count)] + first + claim.arguments
  }
}
