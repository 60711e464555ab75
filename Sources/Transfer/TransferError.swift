// Why a request got no response. What a caller decides by is the code; the rest is for a log.

/// A transfer that failed.
public struct TransferError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What went wrong, as far as a caller may act on it.
  public enum Code: String, Sendable {
    /// Nothing was sent: the request is not one this profile sends, or its URL has two readings.
    case invalidRequest
    /// The name has no address, or its servers did not answer.
    case dns
    /// An address that the egress policy does not permit; no byte went there.
    case refusedByPolicy
    /// The host answered that nobody listens on the port.
    case connectRefused
    /// The host or the network could not be reached.
    case connectFailed
    /// Nobody answered within ``Limits/connect``.
    case connectTimedOut
    /// The certificate or the handshake is not good, or took longer than ``Limits/connect``; nothing was sent.
    case tls
    /// The connection ended without a response, was reset within it, was out of step, or was ended from here because it
    /// brought nothing: another one may do better.
    case reset
    /// The connection was closed before the announced length had come.
    case incomplete
    /// The transfer took longer than ``Limits/total``, or stalled.
    case timedOut
    /// More header than ``Limits/headerBytes`` or ``Limits/headerLines``.
    case headersTooLarge
    /// A content coding that is unknown, broken, or one of more than two.
    case undecodable
    /// The body grew by more than ``Limits/ratio`` when decoded.
    case ratioExceeded
    /// The answer is not HTTP as this project speaks it.
    case protocolError
    /// ``Transfers/cancel(_:)`` ended it.
    case cancelled
    /// libcurl failed for a reason of its own, such as memory.
    case failed
  }

  /// What went wrong.
  public var code: Code
  /// Host and port, such as `example.com:443`.
  public var target: String
  /// The reason in words, fit to follow a colon.
  public var detail: String

  /// An error about a target.
  public init(_ code: Code, target: String, detail: String) {
    self.code = code
    self.target = target
    self.detail = detail
  }

  /// Such as `cannot fetch from example.com:443: nobody listens there`.
  public var description: String { "cannot fetch from \(target): \(detail)" }
}
