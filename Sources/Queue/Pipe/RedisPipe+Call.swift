// Asking and waiting in one call, for command-line tools and tests.

internal import Glibc

extension RedisPipe {
  /// Runs a script and waits for what it returns, however often Redis has to be asked.
  ///
  /// - Parameters:
  ///   - request: What is asked.
  ///   - patience: For how long altogether.
  /// - Returns: What the script returned, without the id.
  /// - Throws: ``PipeError``; of code `overdue` the request may have been run, or be run later.
  public func call(
    _ request: PipeRequest, patience: Duration = .seconds(30)
  ) throws(PipeError) -> [ReplyValue] {
    let end = ContinuousClock.now + patience
    var outcomes = ask(request)
    var trouble = "no answer"
    while true {
      for outcome in outcomes {
        switch outcome {
        case .reply(let values): return values
        case .failure(let error): throw error
        case .trouble(let reason): trouble = reason
        case .greeting: break
        }
      }
      let now = ContinuousClock.now
      guard now < end else {
        abandon()
        throw PipeError(.overdue, "cannot reach Redis at \(address) within \(patience): \(trouble)")
      }
      wait(until: min(end, nextDeadline ?? end), from: now)
      outcomes = handle()
    }
  }

  private func wait(until deadline: ContinuousClock.Instant, from now: ContinuousClock.Instant) {
    var polled = interests.map { pollfd(fd: $0.descriptor, events: $0.events, revents: 0) }
    let (seconds, attoseconds) = (deadline - now).components
    // One more, since a deadline that is not reached yet would make the loop spin.
    let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1
    poll(&polled, nfds_t(polled.count), Int32(clamping: max(0, milliseconds)))
  }
}
