// A list of networks that cannot be read: the operator's mistake, told before anything runs.

/// An entry of an allow list that is not one.
public struct EgressError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The entry as written.
  public let entry: String

  /// Such as `cannot allow "10.0.0.1/8": it is neither ADDRESS:PORT nor NETWORK/PREFIX`.
  public var description: String {
    "cannot allow \"\(entry)\": it is neither ADDRESS:PORT nor NETWORK/PREFIX"
  }
}
