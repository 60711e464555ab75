// What goes to stderr: log lines, and on a terminal one status line below them that is drawn over.

internal import CSystem
internal import Synchronization

/// The process's stderr, shared by log and progress.
public final class Console: Sendable {
  /// That of this process.
  public static let standard = Console(Stream.errors)

  /// Whether a person reads it.
  public let isTerminal: Bool
  private let stream: Stream
  private let status = Mutex("")
  /// In place of the stream, for those who must not wait.
  private let lossy: Shared?

  /// An object of its own: an instant within would have Swift work out the console's layout when a program starts.
  private final class Shared: Sendable {
    let stream: Mutex<LossyStream>

    init(_ stream: Stream) { self.stream = Mutex(LossyStream(stream)) }
  }

  /// Makes one that writes to a stream; two for the same terminal would not know of each other's status lines.
  public init(_ stream: Stream) {
    self.stream = stream
    isTerminal = stream.isTerminal
    lossy = nil
  }

  /// Makes one for a program that must not wait for whoever reads its log: lines that do not fit at once are left out,
  /// and their number is logged as soon as there is room.
  public init(neverWaitingFor stream: Stream) {
    self.stream = stream
    isTerminal = stream.isTerminal
    lossy = Shared(stream)
  }

  /// Writes whole lines above the status line.
  public func write(_ lines: String) {
    if let lossy {
      lossy.stream.withLock { stream in
        stream.write(lines) { LogLines.line(missing: $0, for: self) }
      }
      return
    }
    status.withLock { status in
      guard isTerminal, !status.isEmpty else {
        stream.write(lines)
        return
      }
      stream.write("\r\u{1B}[K" + lines + status)
    }
  }

  /// Draws the status line anew, cut to the terminal's width; an empty one removes it.
  ///
  /// Only on a terminal.
  public func show(status text: String) {
    guard isTerminal, lossy == nil else { return }
    let width = max(2, Int(csystem_terminal_columns(stream.descriptor)) - 1)
    // Scalars, not characters: one character may have a million combining marks.
    let scalars = text.unicodeScalars
    let line = scalars.count > width ? String(scalars.prefix(width - 1)) + "…" : text
    status.withLock { status in
      guard line != status else { return }
      status = line
      stream.write("\r\u{1B}[K" + line)
    }
  }
}
