// Hands over what is too much for one request at the end of a claim.

/// Hands follow-ups of a claim over, chunk by chunk; its end sends them.
///
/// A chunk sent again replaces itself. What a claim leaves behind that nobody ends is dropped.
public struct StageRequest: ScriptRequest {
  /// What `stage` answers; the messages of the chunk are counted, not sent yet.
  public typealias Reply = SettleReply

  /// The script.
  public static let script = QueueScript.stage

  /// The claim.
  public var claim: Claim
  /// The largest message that may be sent.
  public var mostBytes: Int
  /// The chunk's number, by which chunks are ordered.
  public var chunk: UInt32
  /// The messages.
  public var messages: [Dispatch]

  /// Makes a request.
  public init(claim: Claim, mostBytes: Int, chunk: UInt32, messages: [Dispatch]) {
    self.claim = claim
    self.mostBytes = mostBytes
    self.chunk = chunk
    self.messages = messages
  }

  /// The claim, the number and the messages.
  public var arguments: [[UInt8]] {
    claim.proof + [bytes(mostBytes), bytes(chunk)] + messages.flatMap(\.arguments)
  }
}
