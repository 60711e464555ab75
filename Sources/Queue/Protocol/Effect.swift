// What the end of a claim writes beside it.

/// Something that is written in the same step as the end of a claim.
public enum Effect: Hashable, Sendable {
  /// A result is stored and told.
  case result(ResultWrite)
  /// A message is sent.
  case send(Dispatch)

  var arguments: [[UInt8]] {
    switch self {
    case .result(let record): record.arguments
    case .send(let dispatch): dispatch.arguments
    }
  }
}

extension [Effect] {
  /// All of them, flat.
  var arguments: [[UInt8]] { flatMap(\.arguments) }
}
