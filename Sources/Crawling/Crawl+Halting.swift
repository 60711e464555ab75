// A site that lets us read a part and then turns us away is not asked for the rest.

internal import Auditing
internal import Transfer
internal import WebURL

extension Crawl {
  /// The number of the transfer that asks whether the site is done with us.
  static let recheckID = Int.max

  /// Asks for the start page once more when many pages in a row were refused, and nothing else is under way.
  func sendRecheck(_ now: ContinuousClock.Instant) {
    guard let start, isRecheckDue, mayAsk(start.url, now) else { return }
    isRechecking = true
    ask(for: start.url, id: Self.recheckID)
  }

  /// Whether only the pace keeps that request waiting.
  var isRecheckDue: Bool {
    refusals.isDoubtful && !isRechecking && underWay == 0 && reading == 0 && delayed.isEmpty
      && frontier.next != nil
  }

  func receive(recheck result: Result<Response, TransferError>) {
    isRechecking = false
    refusals.settle()
    let outcome: FetchOutcome =
      switch result {
      case .success(let response): FetchOutcome(response)
      case .failure: .unreachable
      }
    guard [.blocked, .throttled, .unreachable].contains(outcome) else { return }
    halt = halt ?? .turnedAway(outcome, after: policy.refusalsInARow)
  }

  /// Settles what waits for a host that was given up.
  func dropGivenUp() {
    let dropped = delayed.filter { hosts.pace(of: $0.url).isGivenUp }
    guard !dropped.isEmpty else { return }
    delayed.removeAll { hosts.pace(of: $0.url).isGivenUp }
    for request in dropped {
      let reason = "the site keeps asking to slow down"
      if Self.pageIDs.contains(request.id) {
        note(Fetch(outcome: .throttled, reason: reason), nil, to: request.url, at: request.id)
      } else if !robots.giveUp(request.id) {
        let error = TransferError(.cancelled, target: request.url.hostname, detail: reason)
        receive(request.url, id: request.id, .failure(error))
      }
    }
  }
}
