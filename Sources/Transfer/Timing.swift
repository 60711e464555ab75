// Where the time of a transfer went, each phase by itself.

/// The phases of a transfer; zero where one did not happen, as on a connection used again.
public struct Timing: Sendable, Equatable {
  /// Resolving the name.
  public var dns: Duration
  /// Connecting, after the name was resolved.
  public var connect: Duration
  /// The TLS handshake, after the connection stood.
  public var tls: Duration
  /// From the request being ready to send until the first byte of the answer.
  public var firstByte: Duration
  /// Everything from the start.
  public var total: Duration

  /// The phases given.
  public init(
    dns: Duration = .zero, connect: Duration = .zero, tls: Duration = .zero, firstByte: Duration = .zero,
    total: Duration = .zero
  ) {
    self.dns = dns
    self.connect = connect
    self.tls = tls
    self.firstByte = firstByte
    self.total = total
  }
}
