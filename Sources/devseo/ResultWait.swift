// The wait for a result, and the progress bar meanwhile.

internal import JSONText
internal import Runtime

/// Waits for the result of a task.
struct ResultWait {
  /// The task.
  let id: String
  /// Where results lie.
  let server: RedisServer
  /// When to give up.
  let end: ContinuousClock.Instant

  /// How long it is waited for when nobody says.
  static let usualSeconds = 300.0

  /// Looks again and again, at growing intervals, until the result is there or the time is over.
  ///
  /// On a terminal a bar shows how far the task is, if that is told.
  ///
  /// - Returns: The result, which may be none yet.
  /// - Throws: ``Failure`` when it cannot be read.
  func result() throws(Failure) -> StoredResult {
    defer { Console.standard.show(status: "") }
    var pause = Duration.milliseconds(20)
    while true {
      let result = try StoredResult(of: id, from: server)
      let left = end - .now
      guard !result.isReady, left > .zero else { return result }
      let isShown = show(result)
      pause = min(pause, isShown ? Self.longestWatched : Self.longestAlone)
      Terminal.pause(min(pause, left))
      pause = pause * 3 / 2
    }
  }

  /// A bar that moves less often looks stuck.
  private static let longestWatched = Duration.milliseconds(250)
  private static let longestAlone = Duration.seconds(1)

  /// Draws the bar, or takes it away when nothing is known; tells whether somebody sees one.
  private func show(_ result: StoredResult) -> Bool {
    let progress = result.state == "PROGRESS" ? Progress(result.value) : nil
    Console.standard.show(status: progress?.line ?? "")
    return Console.standard.isTerminal && progress != nil
  }
}
