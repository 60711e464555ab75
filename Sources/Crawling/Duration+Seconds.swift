// Seconds as numbers: what servers and settings say, and what results tell.

extension Duration {
  /// The duration in seconds.
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }

  /// So many seconds, within none and a year: strangers write any number, and not every one is a duration.
  init(clamping seconds: Double) {
    self = seconds > 0 ? .seconds(min(seconds, 31_536_000)) : .zero
  }
}
