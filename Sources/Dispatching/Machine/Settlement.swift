// How a claim ends, as it is asked of Redis until there is an answer.

internal import Queue

/// The end of a claim.
struct Settlement: Sendable {
  /// The claim.
  var claim: Claim
  /// What ends it.
  var request: QueueRequest
  /// How long after its answer the message is due again, if it is parked until then.
  var rest: Duration?
  /// Whether it stands in for one that Redis refused: there is no other after it.
  var isFallback = false

  init(_ claim: Claim, _ request: QueueRequest, rest: Duration? = nil) {
    self.claim = claim
    self.request = request
    self.rest = rest
  }

  /// What is asked when Redis refuses this: the message becomes a dead letter, with nothing else written.
  func fallback(_ reason: String, _ detail: String, mostBytes: Int) -> Settlement? {
    guard !isFallback else { return nil }
    let reason = "cannot be ended as it should: \(reason) \(detail)"
    var settlement = Settlement(claim, .dead(DeadRequest(claim: claim, mostBytes: mostBytes, reason: reason)))
    settlement.isFallback = true
    return settlement
  }
}
