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
  /// Messages that are handed over before, since there are too many for one request; they are sent by
  /// ``request``.
  var stages: [StageRequest] = []
  /// What ends the claim when Redis refuses ``request``; nil: a dead letter with nothing else written.
  var alternative: QueueRequest?
  /// Whether it stands in for one that Redis refused and had no alternative: there is no other after it.
  var isFallback = false

  init(
    _ claim: Claim, _ request: QueueRequest, rest: Duration? = nil, alternative: QueueRequest? = nil
  ) {
    self.claim = claim
    self.request = request
    self.rest = rest
    self.alternative = alternative
  }

  /// What is to be asked now.
  var next: QueueRequest { stages.first.map { .stage($0) } ?? request }

  /// What is asked when Redis refuses this.
  ///
  /// - Parameters:
  ///   - reason: Why it did, in a word.
  ///   - detail: About what.
  ///   - mostBytes: The largest message that may be sent.
  /// - Returns: The alternative if there is one, else a dead letter that writes less: no messages, then nothing but its
  ///   result, then nothing; nil: it was that already.
  func fallback(_ reason: String, _ detail: String, mostBytes: Int) -> Settlement? {
    if let alternative { return Settlement(claim, alternative) }
    guard !isFallback else { return nil }
    if case .dead(var lesser) = request, let own = lesser.effects.first {
      let quiet = lesser.effects.compactMap(\.withoutMessages)
      if quiet != lesser.effects || lesser.effects.count > 1 {
        // Whoever waits for the task itself is told, whatever became of those behind it.
        lesser.effects = quiet == lesser.effects ? [own] : quiet
        return Settlement(claim, .dead(lesser))
      }
    }
    let reason = "cannot be ended as it should: \(reason) \(detail)"
    var settlement = Settlement(claim, .dead(DeadRequest(claim: claim, mostBytes: mostBytes, reason: reason)))
    settlement.isFallback = true
    return settlement
  }
}
