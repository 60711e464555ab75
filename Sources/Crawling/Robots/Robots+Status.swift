// The robots.txt that an answer amounts to (RFC 9309 2.3.1).

extension Robots {
  /// Reads the answer to a request for /robots.txt.
  ///
  /// Nil stands for a redirect: follow it, five hops at least, and after too many take the file as absent. No
  /// answer at all is `forbiddingAll`.
  ///
  /// - Parameters:
  ///   - status: The HTTP status.
  ///   - body: The body, decoded from its transfer.
  public init?(status: Int, body: [UInt8]) {
    switch status {
    case 200...299: self.init(body)
    case 300...399: return nil
    // "Too many requests" tells of the server's state and not of the file, so it counts as a server error.
    case 400...499 where status != 429: self = .allowingAll
    default: self = .forbiddingAll
    }
  }
}
