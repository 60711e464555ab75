// Writing for those who must not wait: a reader that is slow, asleep or gone loses lines, and is told how many.

internal import Glibc

/// A stream that takes what fits at once; what does not is left out and counted.
///
/// The descriptor's own mode stays as it is, since others may share it: it is asked before each write.
struct LossyStream: Sendable {
  let stream: Stream
  /// How many texts were left out since that was last told.
  private(set) var missing = 0
  /// What a text that has begun still lacks.
  private var rest: [UInt8] = []
  private var toldAt: ContinuousClock.Instant?

  /// As much as a pipe or a socket takes without waiting when it says that it takes anything (PIPE_BUF).
  private static let portion = 4096
  private static let tellInterval = Duration.seconds(1)

  init(_ stream: Stream) { self.stream = stream }

  /// Writes a text, or counts it as missing.
  ///
  /// - Parameters:
  ///   - text: Whole lines.
  ///   - notice: Makes a line of how many are missing; written before the text, at most once a second.
  mutating func write(_ text: String, notice: (Int) -> String) {
    guard flush() else {
      missing += 1
      return
    }
    let now = ContinuousClock.now
    if missing > 0, toldAt.map({ now - $0 >= Self.tellInterval }) ?? true {
      rest = Array(notice(missing).utf8)
      guard begin() else {
        missing += 1
        return
      }
      (missing, toldAt) = (0, now)
      guard flush() else {
        missing += 1
        return
      }
    }
    rest = Array(text.utf8)
    if !begin() { missing += 1 }
  }

  /// Writes the start of ``rest``.
  ///
  /// - Returns: False when nothing of it was taken; it is forgotten then.
  private mutating func begin() -> Bool {
    let count = rest.count
    guard flush() || rest.count < count else {
      rest = []
      return false
    }
    return true
  }

  /// Writes what is still lacking; false when that does not fit.
  private mutating func flush() -> Bool {
    while !rest.isEmpty {
      var polled = pollfd(fd: stream.descriptor, events: Int16(POLLOUT), revents: 0)
      guard poll(&polled, 1, 0) == 1, polled.revents & Int16(POLLOUT) != 0 else { return false }
      let count = Glibc.write(stream.descriptor, rest, min(rest.count, Self.portion))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest.removeFirst(count)
    }
    return true
  }
}
