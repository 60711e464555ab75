// The last thing a dispatcher says.

/// Gives back all claims of an owner and forgets it; no delivery counts.
public struct ReleaseRequest: ScriptRequest {
  /// What `release` answers.
  public typealias Reply = EndedClaims

  /// The script.
  public static let script = QueueScript.release

  /// Who.
  public var owner: OwnerID

  /// Makes a request.
  public init(owner: OwnerID) { self.owner = owner }

  /// The owner.
  public var arguments: [[UInt8]] { [bytes(owner)] }
}
