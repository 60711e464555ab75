// The end of a pipe that sends a message to a process.

internal import Glibc

/// Sends a message into a pipe, as fast as its reader takes it, and closes it.
public final class Feed {
  /// What to watch for writing.
  public let descriptor: Int32
  /// Whether more may be sent.
  public private(set) var isOpen = true
  /// Whether something waits to be taken.
  public var isSending: Bool { isOpen && !rest.isEmpty }
  private var rest: ArraySlice<UInt8>
  /// Whether the message is complete: the pipe is closed behind it.
  private var isComplete: Bool

  /// Makes a pipe.
  ///
  /// - Parameters:
  ///   - message: What to send; nil: it is not known yet, and comes with ``send(last:)``.
  ///   - reader: Takes the descriptor for the process that reads; to be closed once that has started.
  /// - Throws: ``Launch/Refusal``.
  public init(sending message: [UInt8]?, reader: inout Int32) throws(Launch.Refusal) {
    Self.ignoreBrokenPipes
    let pipe = try Pipe(reading: false)
    descriptor = pipe.ours
    reader = pipe.theirs
    rest = (message ?? [])[...]
    isComplete = message != nil
  }

  deinit { close() }

  /// A reader that ends before it has read must not end this process: the write fails, which is enough.
  private static let ignoreBrokenPipes: Void = {
    var now = sigaction()
    sigaction(SIGPIPE, nil, &now)
    // Whoever has set a handler of their own keeps it.
    if now.__sigaction_handler.sa_handler == nil { signal(SIGPIPE, SIG_IGN) }
  }()

  /// Writes what the pipe takes; closes it when all is sent or nobody reads.
  public func send() {
    while isOpen, !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        // A handler need not read its message; that it has gone is told by its exit.
        if errno != EAGAIN { close() }
        return
      }
    }
    if rest.isEmpty, isComplete { close() }
  }

  /// Sends the message that was not known at first, and nothing after it.
  public func send(last message: [UInt8]) {
    rest += message
    isComplete = true
    send()
  }

  /// Sends no more.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    Glibc.close(descriptor)
  }
}
