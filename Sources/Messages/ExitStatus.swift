// What a handler says by its exit code; the codes are those of sysexits.h.

/// The end of a handler as its exit code tells it.
public enum ExitStatus: Hashable, Sendable {
  /// 0: done; stdout holds the result.
  case done
  /// 64: the command line is wrong; permanent.
  case commandLine
  /// 65: the message is wrong; permanent.
  case message
  /// 75: not now; retried.
  case later
  /// 77: the target is refused by policy; permanent.
  case refused
  /// 78: the configuration is wrong (key refused, no transport): the task pauses, nothing is lost.
  case configuration
  /// Any other code: failed, retried by policy.
  case failed(Int32)

  /// The exit code.
  public var code: Int32 {
    switch self {
    case .done: 0
    case .commandLine: 64
    case .message: 65
    case .later: 75
    case .refused: 77
    case .configuration: 78
    case .failed(let code): code
    }
  }

  /// Makes the status of an exit code; every code has one.
  public init(code: Int32) {
    let named: [ExitStatus] = [.done, .commandLine, .message, .later, .refused, .configuration]
    self = named.first { $0.code == code } ?? .failed(code)
  }

  /// Tells whether running the same message again cannot help.
  public var isPermanent: Bool {
    switch self {
    case .commandLine, .message, .refused: true
    case .done, .later, .configuration, .failed: false
    }
  }
}
