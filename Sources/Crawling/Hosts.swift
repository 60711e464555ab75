// The hosts of a crawl, each at its own pace. Pure: the time comes from outside.

internal import Auditing
internal import Transfer
internal import WebURL

/// The pace of each host, and which requests are under way where.
struct Hosts {
  /// The pace of a host that nobody has asked yet.
  private let first: Pace
  private var paces: [String: Pace] = [:]
  private var flights: [Int: Flight] = [:]

  private struct Flight {
    var host: String
    var start: Pace.Instant
  }

  init(_ policy: CrawlPolicy) {
    first = Pace(
      requestsPerSecond: policy.requestsPerSecond, concurrency: policy.concurrency,
      isCautious: !policy.isOwnSite, patience: policy.patience, pause: policy.throttledPause)
  }

  /// The pace of a URL's host, whatever its scheme and port: they are one machine.
  func pace(of url: URL) -> Pace { paces[url.hostname] ?? first }

  /// Keeps requests to a URL's host this far apart.
  mutating func slow(_ url: URL, to delay: Duration) {
    let first = first
    paces[url.hostname, default: first].slow(to: delay)
  }

  /// Notes that a transfer starts.
  mutating func start(_ id: Int, to url: URL, at now: Pace.Instant) {
    let (host, first) = (url.hostname, first)
    paces[host, default: first].start(at: now)
    flights[id] = Flight(host: host, start: now)
  }

  /// Notes how a transfer ended; one that never started is ignored.
  mutating func end(_ id: Int, _ end: Pace.End, at now: Pace.Instant) {
    guard let flight = flights.removeValue(forKey: id) else { return }
    paces[flight.host]?.end(end, startedAt: flight.start, at: now)
  }
}

extension Pace.End {
  /// What the end of a transfer says about the load of its host.
  ///
  /// - Parameters:
  ///   - result: What came.
  ///   - isPage: Whether the server had to make a page, so that the time it took tells something.
  init(_ result: Result<Response, TransferError>, isPage: Bool) {
    switch result {
    case .success(let response):
      switch FetchOutcome(response) {
      case .throttled: self = .throttled(response.retryAfter())
      case .serverError where response.status == 503 || response.status == 504: self = .overloaded
      case .ok: self = .answered(after: isPage ? response.timing.firstByte : nil)
      default: self = .answered(after: nil)
      }
    case .failure(let error):
      self = error.code == .timedOut || error.code == .connectTimedOut ? .overloaded : .failed
    }
  }
}
