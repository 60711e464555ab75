// When a message is due, on the server's clock.

/// A moment on the server's clock.
public enum Moment: Hashable, Sendable {
  /// So long after the request is executed.
  case after(Duration)
  /// Milliseconds since 1970.
  case at(milliseconds: Int64)

  var bytes: [UInt8] {
    switch self {
    case .after(let duration): Array("+\(max(0, duration.milliseconds))".utf8)
    case .at(let milliseconds): Array("\(max(0, milliseconds))".utf8)
    }
  }
}

extension Duration {
  /// Whole milliseconds, cut.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1000 + attoseconds / 1_000_000_000_000_000
  }
}
