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
    /// The lines that ``Capture/nextLine()`` has not taken yet; one beyond the limit is left out.
    case lines
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
  /// Up to where there is no end of a line.
  private var scanned = 0
  /// Whether the rest of a line that is too long is being dropped.
  private var isSkipping = false

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

  /// The next complete line, without its end; of a capture that keeps lines.
  public func nextLine() -> [UInt8]? {
    guard let end = bytes[scanned...].firstIndex(of: UInt8(ascii: "\n")) else {
      forgetLines()
      return nil
    }
    defer { (lineStart, scanned) = (end + 1, end + 1) }
    return Array(bytes[lineStart..<end])
  }

  /// Forgets the lines that were taken, and the beginning of one that is too long already.
  private func forgetLines() {
    bytes.removeFirst(lineStart)
    lineStart = 0
    if bytes.count > limit {
      (bytes, isCut, isSkipping) = ([], true, true)
    }
    scanned = bytes.count
  }

  /// Takes no more.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    Glibc.close(descriptor)
  }

  private func take(_ new: UnsafeBufferPointer<UInt8>) {
    switch part {
    case .lines:
      guard isSkipping else { return bytes += new }
      guard let end = new.firstIndex(of: UInt8(ascii: "\n")) else { return }
      isSkipping = false
      bytes += new[(end + 1)...]
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
