// What became of one URL.

/// The outcome of asking for one URL; the first that applies, in this order.
public enum FetchOutcome: String, Hashable, Sendable {
  /// robots.txt forbids it; it was not requested.
  case blockedByRobots = "blocked_by_robots"
  /// Our own policy forbids it: a private address, a port, a limit.
  case refused
  /// No answer: DNS, connection, TLS, reset, timeout, undecodable.
  case unreachable
  /// 429, 430 or 503 with Retry-After, still so after retries.
  case throttled
  /// 401, 403, 407, 451, 999 or a challenge page: the site does not want to be read by us.
  case blocked
  /// 301, 302, 303, 307, 308; the other 3xx too, which lead nowhere and hold no page either.
  case redirect
  /// Any other 4xx.
  case clientError = "client_error"
  /// 5xx, still so after retries; also what is no status of HTTP (RFC 9110 15).
  case serverError = "server_error"
  /// 2xx.
  case ok

  /// The outcome of an answer with this status; one outside 200...599 counts as a server error.
  ///
  /// - Parameters:
  ///   - status: The HTTP status.
  ///   - hasRetryAfter: Whether the answer carries `Retry-After`.
  public init(status: Int, hasRetryAfter: Bool) {
    switch status {
    case 200...299: self = .ok
    case 300...399: self = .redirect
    case 429, 430: self = .throttled
    case 503 where hasRetryAfter: self = .throttled
    // No status of HTTP, but what some large sites answer to programs.
    case 401, 403, 407, 451, 999: self = .blocked
    case 400...499: self = .clientError
    default: self = .serverError
    }
  }
}
