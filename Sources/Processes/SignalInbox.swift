// Signals for a loop of poll. The handler only counts and writes a byte into a pipe; the loop watches the pipe and reads
// what was counted. The pipe may be full: then it is readable anyway, and the counts miss nothing.

internal import CSystem
internal import Glibc
internal import Synchronization

/// The signals that have come, for a loop that watches ``descriptor``.
///
/// There is one in a process, for as long as that lives; SIGPIPE is ignored from then on. Children get the usual
/// dispositions all the same.
public struct SignalInbox: Sendable {
  /// What to watch for reading.
  public let descriptor: Int32

  private static let writer = Atomic<Int32>(-1)
  /// Bit N: signal N has come.
  private static let raised = Atomic<UInt64>(0)
  private static let terminations = Atomic<Int>(0)
  private static let interruptions = Atomic<Int>(0)

  /// Catches signals from now on; in this thread none of them is blocked any more.
  ///
  /// - Parameter signals: Which; those that cannot be caught are refused.
  /// - Throws: ``Launch/Refusal``.
  public init(catching signals: [Int32]) throws(Launch.Refusal) {
    let pipe = try Pipe(reading: true)
    descriptor = pipe.ours
    _ = fcntl(pipe.theirs, F_SETFL, O_NONBLOCK)
    // Touches the lazily made values here, not inside the signal handler.
    Self.raised.store(0, ordering: .relaxed)
    Self.terminations.store(0, ordering: .relaxed)
    Self.interruptions.store(0, ordering: .relaxed)
    Self.writer.store(pipe.theirs, ordering: .releasing)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { SignalInbox.note($0) }
    // Calls that wait elsewhere are not to fail because of a child's end; poll returns in any case.
    action.sa_flags = SA_RESTART | SA_NOCLDSTOP
    var caught = sigset_t()
    sigemptyset(&caught)
    for signal in signals {
      guard (1..<64).contains(signal), sigaction(signal, &action, nil) == 0 else {
        throw Launch.Refusal(call: "sigaction(\(signal))", error: EINVAL)
      }
      sigaddset(&caught, signal)
    }
    // Whoever started this process may have left it with some of them blocked.
    pthread_sigmask(SIG_UNBLOCK, &caught, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  /// Whether signals have come: known at once, while the descriptor tells it only to the next wait.
  public var hasSignals: Bool {
    Self.raised.load(ordering: .acquiring) != 0 || Self.terminations.load(ordering: .acquiring) > 0
      || Self.interruptions.load(ordering: .acquiring) > 0
  }

  /// Takes the signals that have come since the last call.
  ///
  /// - Returns: Their numbers, ascending: SIGTERM and SIGINT as often as they came, others once.
  public func take() -> [Int32] {
    // First the bytes: a signal that comes in between is counted now, and its byte wakes the loop for nothing.
    var chunk = [UInt8](repeating: 0, count: 4096)
    while case let count = read(descriptor, &chunk, chunk.count), count > 0 || (count < 0 && errno == EINTR) {
    }
    let raised = Self.raised.exchange(0, ordering: .acquiring)
    let terminations = Self.terminations.exchange(0, ordering: .acquiring)
    let interruptions = Self.interruptions.exchange(0, ordering: .acquiring)
    var signals: [Int32] = []
    for number in Int32(1)..<64 {
      let count =
        switch number {
        case SIGTERM: terminations
        case SIGINT: interruptions
        default: Int(raised >> UInt64(number) & 1)
        }
      signals += repeatElement(number, count: count)
    }
    return signals
  }

  /// Runs within the signal handler: atomics and one call that is safe there, and `errno` left as it was.
  private static func note(_ number: Int32) {
    let error = errno
    switch number {
    case SIGTERM: terminations.add(1, ordering: .releasing)
    case SIGINT: interruptions.add(1, ordering: .releasing)
    default: raised.bitwiseOr(1 << UInt64(number), ordering: .releasing)
    }
    var byte: UInt8 = 0
    _ = write(writer.load(ordering: .acquiring), &byte, 1)
    errno = error
  }
}
