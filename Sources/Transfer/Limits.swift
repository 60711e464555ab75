// How much time and memory one transfer may take. A crawled server is hostile until it has answered.

/// The bounds of one transfer.
///
/// Crossing one is an error, except ``decodedBytes``, which ends the body there.
public struct Limits: Sendable, Equatable {
  /// Bytes of body kept after decoding; what is longer is cut and marked as truncated.
  public var decodedBytes = 10 << 20
  /// Bytes of all header lines together, interim responses and trailers included.
  public var headerBytes = 64 << 10
  /// Header lines, counted likewise.
  public var headerLines = 128
  /// Time for name resolution, connecting and the TLS handshake together.
  public var connect = Duration.seconds(10)
  /// Time for everything.
  public var total = Duration.seconds(30)
  /// Bytes a second below which a transfer counts as stalled.
  public var lowSpeed = 500
  /// How long a transfer may be that slow, in whole seconds; zero lets it.
  public var lowSpeedTime = Duration.seconds(10)
  /// How many times larger than received a decoded body may be, once it is over ``ratioFloor``.
  public var ratio = 200
  /// Decoded bytes up to which any ratio is fine.
  public var ratioFloor = 1 << 20

  /// The limits a crawled page is held to.
  public init() {}
}
