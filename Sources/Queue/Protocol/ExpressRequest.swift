// Asks for a message of a task that shall not wait behind others.

internal import JSONText

/// Takes the next message of certain tasks among the next thousand of each list.
///
/// Sent again, it gives the same message. Tasks are found by their names in the raw text: whoever gets a message
/// reads it, and puts off one that is another task's after all.
public struct ExpressRequest: ScriptRequest {
  /// What `express` answers: as `claim`, but never `oversize`.
  public typealias Reply = ClaimRequest.Reply

  /// The script.
  public static let script = QueueScript.express

  /// The name of the claim.
  public var token: ClaimToken
  /// For how long it is held, unless it is renewed.
  public var lease: Duration
  /// The largest message that is taken.
  public var mostBytes: Int
  /// The names of the tasks.
  public var tasks: [String]
  /// Where to look, in this order.
  public var sources: [ClaimSource]

  /// Makes a request.
  public init(token: ClaimToken, lease: Duration, mostBytes: Int, tasks: [String], sources: [ClaimSource]) {
    self.token = token
    self.lease = lease
    self.mostBytes = mostBytes
    self.tasks = tasks
    self.sources = sources
  }

  /// The token in its parts, the limits, the tasks, and the lists.
  public var arguments: [[UInt8]] {
    let head = [
      bytes(token.owner), bytes(token.slot), bytes(token.sequence), bytes(lease.milliseconds),
      bytes(mostBytes), bytes(tasks.count),
    ]
    return head + tasks.map { bytes(JSON.string($0)) } + sources.flatMap { [$0.list, Array($0.queue.utf8)] }
  }
}
