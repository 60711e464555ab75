// What makes a claim repeatable: its name is made by the claimer, before the claim.

/// The name of a claim: owner, slot, and the slot's running number.
///
/// A slot uses the next number only once it has a definite answer for the last one.
public struct ClaimToken: Hashable, Sendable, CustomStringConvertible {
  /// Whose claim it is.
  public var owner: OwnerID
  /// Which of the owner's slots it is for.
  public var slot: Int
  /// The slot's running number.
  public var sequence: UInt64

  /// Makes a token.
  public init(owner: OwnerID, slot: Int, sequence: UInt64) {
    self.owner = owner
    self.slot = slot
    self.sequence = sequence
  }

  /// Reads `owner/slot/sequence`; nil when it is something else.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, let owner = OwnerID(parts[0]), let slot = Int(parts[1]),
      let sequence = UInt64(parts[2])
    else { return nil }
    self.init(owner: owner, slot: slot, sequence: sequence)
  }

  /// `owner/slot/sequence`.
  public var description: String { "\(owner)/\(slot)/\(sequence)" }
}
