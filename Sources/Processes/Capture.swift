// The end of a pipe that takes what a process says.

internal import Glibc

/// Takes what comes out of a pipe, up to a limit; what is beyond it is read and dropped, so that a
/// handler that talks too much is not held up but cut.
public final class Capture {
  /// Which part is kept when there is too much.
  public enum Part {
    /// The start, and ``Capture/isCut`` is set.
    case start
    /// The end, as of a log.
    case end
  }

  /// What to watch for reading.
  public let descriptor: Int32
  /// What was kept.
  public private(set) var bytes: [UInt8] = []
  /// Whether there was more.
  public private(set) var isCut = false
  /// Whether more may come.
  public private(set) var isOpen = true
  private let limit: Int
  private let part: Part
  private var lineStart = 0

  /// Makes a pipe.
  ///
  /// - Parameters:
  ///   - limit: How many bytes are kept.
  ///   - part: Which of them.
  ///   - writer: Takes the descriptor for the process that writes; to be closed once that has started.
  /// - Throws: ``Launch/Refusal``.
  public init(limit: Int, keeps part: Part, writer: inout Int32) throws(Launch.Refusal) {
    let pipe = try Pipe(reading: true)
    descriptor = pipe.ours
    writer = pipe.theirs
    self.limit = limit
    self.part = part
  }

  deinit { close() }

  /// Reads what is there; at most a mebibyte a turn, so that one handler cannot keep the loop busy.
  public func receive() {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 65_536) { chunk in
      for _ in 0..<16 where isOpen {
        let count = read(descriptor, chunk.baseAddress, chunk.count)
        if count > 0 {
          take(UnsafeBufferPointer(rebasing: chunk[0..<count]))
        } else if count == 0 {
          close()
        } else if errno != EINTR {
          if errno != EAGAIN { close() }
          return
        }
      }
    }
  }

  /// The next complete line, without its end.
  public func nextLine() -> [UInt8]? {
    guard let end = bytes[lineStart...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    defer { lineStart = end + 1 }
    return Array(bytes[lineStart..<end])
  }

  /// Takes no more.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    Glibc.close(descriptor)
  }

  private func take(_ new: UnsafeBufferPointer<UInt8>) {
    switch part {
    case .start:
      let room = limit - bytes.count
      if new.count > room { isCut = true }
      bytes += new.prefix(max(0, room))
    case .end:
      bytes += new
      guard bytes.count > 2 * limit else { return }
      isCut = true
      bytes.removeFirst(bytes.count - limit)
    }
  }
}
