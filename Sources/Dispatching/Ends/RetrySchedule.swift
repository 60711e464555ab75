// When a failed task runs again, by its manifest's policy. Pure: the random number comes from outside.

internal import Messages

extension Manifest.Retry {
  /// How long to wait before the next run; nil when there is none left.
  ///
  /// With `delay_s` 10 and `backoff` 2:
  ///
  ///     retries so far   0    1    2    3
  ///     wait            10   20   40   none (max_retries 3)
  ///
  /// - Parameters:
  ///   - retries: How often the task was retried so far: 0 for its first run.
  ///   - random: From 0 to 1; with jitter the wait is this share of its whole.
  /// - Returns: Seconds, at most `cap_s`.
  func wait(afterRetries retries: Int, random: Double) -> Double? {
    guard retries < maxRetries else { return nil }
    var wait = delaySeconds
    for _ in 0..<retries {
      wait *= backoff
      if wait >= capSeconds { break }
    }
    return max(0, min(wait, capSeconds)) * (hasJitter ? random : 1)
  }
}
