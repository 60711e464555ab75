// The end of a transfer, as `wait` hands it out. Every started request has exactly one.

/// A transfer that is over.
public struct Completion: Sendable {
  /// The number it was started with.
  public var id: Int
  /// The request as it was started.
  public var request: Request
  /// Its response, of whatever status, or why there is none.
  public var result: Result<Response, TransferError>
}
