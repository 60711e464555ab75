// A site that lets us read a part and then turns us away is not asked for the rest.

internal import Auditing
internal import Transfer
internal import WebURL

extension Crawl {
  /// The number of the transfer that asks whether the site is done with us.
  static let probe = Int.max

  /// Asks for the start page once more when many pages in a row were refused, and nothing else is under way.
  func sendProbe(_ now: ContinuousClock.Instant) {
    guard let start, isProbeDue, mayAsk(start.url, now) else { return }
    isProbing = true
    ask(for: start.url, id: Self.probe)
  }

  /// Whether only the pace keeps the probe waiting.
  var isProbeDue: Bool {
    refusals.isDoubtful && !isProbing && underWay == 0 && reading == 0 && delayed.isEmpty
      && frontier.next != nil
  }

  func receive(probe result: Result<Response, TransferError>) {
    isProbing = false
    refusals.settle()
    guard case .success(let response) = result else { return }
    let outcome = FetchOutcome(response)
    guard outcome == .blocked || outcome == .throttled else { return }
    halt = halt ?? .refused(outcome, policy.refusalsInARow)
  }

  /// Settles what waits for a host that was given up.
  func dropGivenUp() {
    let dropped = delayed.filter { hosts.pace(of: $0.url).isGivenUp }
    guard !dropped.isEmpty else { return }
    delayed.removeAll { hosts.pace(of: $0.url).isGivenUp }
    for request in dropped {
      if request.id < 0 {
        robots.giveUp(-1 - request.id)
      } else {
        let reason = "the site keeps asking to slow down"
        note(Fetch(outcome: .throttled, reason: reason), nil, to: request.url, at: request.id)
      }
    }
  }
}
