// Moments as people and machines are shown them.

internal import Queue

extension WireDate {
  /// A moment to the second: `2026-11-22T20:30:47Z`.
  static func shown(milliseconds: Int64) -> String {
    "\(text(seconds: Double(milliseconds) / 1000).prefix(19))Z"
  }
}
