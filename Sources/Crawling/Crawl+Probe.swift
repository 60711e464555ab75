// Asks once for a page that cannot exist: at the pace of all requests, and where robots.txt allows it.

internal import Auditing
internal import Transfer
internal import WebURL

extension Crawl {
  /// The number of the probe's transfers.
  static let probeID = Int.min

  /// Sends the probe, unless that was done before.
  func beginProbe(at start: URL) {
    guard let url = probe.begin(at: start), isAllowed(url) else { return }
    probe.ask(for: url)
    // Not at once: whatever is put off waits for its turn.
    ask(for: url, id: Self.probeID, after: .nanoseconds(1))
  }

  /// Takes an answer to the probe.
  func receive(probe url: URL, _ result: Result<Response, TransferError>) {
    // It is not asked again: no answer, or one that puts us off, is no page.
    guard case .success(let response) = result else { return probe.end(status: nil) }
    switch FetchOutcome(response) {
    case .redirect:
      guard let location = response.headers["location"],
        let target = URL(location, base: url)?.withoutFragment(),
        scope?.contains(target) == true, isAllowed(target), probe.follow()
      else { return probe.end(status: response.status) }
      ask(for: target, id: Self.probeID, after: .nanoseconds(1))
    case .ok:
      reading += 1
      reader.read(response, to: url, id: Self.probeID, scope: scope ?? Scope(start: url))
    default: probe.end(status: response.status)
    }
  }

  /// Takes the page that the site answered with.
  func note(probe answer: Answer) { probe.end(status: answer.fetch.status, answer.facts) }

  private func isAllowed(_ url: URL) -> Bool {
    guard case .rules(let rules) = robots.verdict(for: url) else { return false }
    return rules.allows(url, agent: policy.robotsToken)
  }
}
