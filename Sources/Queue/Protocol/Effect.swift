// What the end of a claim writes beside it.

/// Something that is written in the same step as the end of a claim.
public enum Effect: Hashable, Sendable {
  /// A result is stored and told.
  case result(ResultWrite)
  /// A message is sent.
  case send(Dispatch)
  /// A part is added to a chord, which begins its body or fails when it was the last one.
  case join(ChordPart)

  /// The same without any message in it; nil when it is one.
  public var withoutMessages: Effect? {
    switch self {
    case .result: return self
    case .send: return nil
    case .join(var part):
      part.success = part.success.compactMap(\.withoutMessages)
      part.failure = part.failure.compactMap(\.withoutMessages)
      return .join(part)
    }
  }

  var arguments: [[UInt8]] {
    switch self {
    case .result(let record): record.arguments
    case .send(let dispatch): dispatch.arguments
    case .join(let part): part.arguments
    }
  }
}

extension [Effect] {
  /// All of them, flat.
  var arguments: [[UInt8]] { flatMap(\.arguments) }
}
