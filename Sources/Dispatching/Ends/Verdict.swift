// What an end means, by the handler contract (docs/handlers.md): the exit code wins over the output.

public import JSONText
public import Messages

internal import Glibc

/// What a run came to.
public enum Verdict: Hashable, Sendable {
  /// Done: the result.
  case success(JSON)
  /// Failed; unless it is permanent the task's policy says whether it runs again.
  case failure(TaskFailure, isPermanent: Bool)
  /// Not now: run again after so many seconds (nil: by policy), counted as a retry or not.
  case later(afterSeconds: Double?, reason: String, isCharged: Bool, isCounted: Bool = true)
  /// The operator's settings are wrong: the task pauses, the run is not counted.
  case configuration(String)
}

/// Why a task failed, as the client is to see it.
public struct TaskFailure: Error, Hashable, Sendable {
  /// The exception's type.
  public var type: String
  /// The exception's message.
  public var message: String
  /// What a traceback would show: the last lines of stderr.
  public var traceback: String?

  /// Makes a failure.
  public init(type: String, message: String, traceback: String? = nil) {
    self.type = type
    self.message = message
    self.traceback = traceback
  }
}

extension Verdict {
  /// The verdict on an end.
  ///
  /// - Parameter end: How the process ended and what it left.
  public init(_ end: HandlerEnd) {
    switch end.status {
    case .notStarted(let reason):
      // The message has done nothing wrong: it waits until somebody has installed what is missing.
      self = .configuration("cannot start the handler: \(reason)")
    case .noRoom(let reason):
      self = .later(afterSeconds: 0, reason: reason, isCharged: false, isCounted: false)
    case .signaled(let signal):
      self = end.intervention == .hardLimit ? .hardLimit(end) : .killed(by: signal, end)
    case .exited(let code):
      self.init(ExitStatus(code: code), end)
    }
  }

  private init(_ status: ExitStatus, _ end: HandlerEnd) {
    switch status {
    case .done: self.init(outputOf: end)
    case .later: self = .later(end)
    case .configuration: self = .configuration(end.failure.message)
    case .commandLine, .message, .refused: self = .failure(end.failure, isPermanent: true)
    case .failed where end.intervention == .hardLimit: self = .hardLimit(end)
    case .failed where end.intervention == .softLimit: self = .softLimit(end)
    case .failed: self = .failure(end.failure, isPermanent: false)
    }
  }

  /// Exit 0: stdout must hold exactly one JSON value.
  private init(outputOf end: HandlerEnd) {
    guard !end.isOutputCut else {
      self = .failure(
        TaskFailure(type: "ResultTooLarge", message: "the result is larger than the handler's output limit"),
        isPermanent: false)
      return
    }
    do throws(JSONError) {
      self = .success(try JSON(parsing: end.output))
    } catch {
      self = .failure(
        TaskFailure(
          type: "HandlerError", message: "the handler ended well without one JSON value: \(error)",
          traceback: end.traceback), isPermanent: false)
    }
  }

  private static func later(_ end: HandlerEnd) -> Verdict {
    for case .retry(let seconds, let reason, let isCharged, let isCounted) in end.events.reversed() {
      return .later(
        afterSeconds: seconds, reason: reason, isCharged: isCharged && end.intervention != .asked,
        isCounted: isCounted)
    }
    return .later(afterSeconds: nil, reason: end.failure.message, isCharged: end.intervention != .asked)
  }

  private static func softLimit(_ end: HandlerEnd) -> Verdict {
    .failure(
      TaskFailure(type: "SoftTimeLimitExceeded", message: "", traceback: end.traceback), isPermanent: false)
  }

  private static func hardLimit(_ end: HandlerEnd) -> Verdict {
    .failure(
      TaskFailure(type: "TimeLimitExceeded", message: "", traceback: end.traceback), isPermanent: false)
  }

  private static func killed(by signal: Int32, _ end: HandlerEnd) -> Verdict {
    if end.intervention == .softLimit { return softLimit(end) }
    if end.intervention == .asked {
      return .later(afterSeconds: nil, reason: "ended by a signal on request", isCharged: false)
    }
    return .failure(
      TaskFailure(
        type: "WorkerLostError", message: "the handler was killed by \(signalName(signal))",
        traceback: end.traceback), isPermanent: false)
  }

  private static func signalName(_ signal: Int32) -> String {
    switch signal {
    case SIGKILL: "signal 9 (SIGKILL)"
    case SIGTERM: "signal 15 (SIGTERM)"
    case SIGSEGV: "signal 11 (SIGSEGV)"
    case SIGABRT: "signal 6 (SIGABRT)"
    case SIGXCPU: "signal 24 (SIGXCPU): its CPU time was up"
    case SIGILL, SIGTRAP: "signal \(signal): the handler has a bug"
    default: "signal \(signal)"
    }
  }
}

extension HandlerEnd {
  /// The failure that the handler told, else one made of its last words.
  fileprivate var failure: TaskFailure {
    for case .failure(let type, let message) in events.reversed() {
      return TaskFailure(type: type, message: message, traceback: traceback)
    }
    let last = errors.split(separator: "\n").last.map(String.init) ?? "the handler said nothing"
    return TaskFailure(
      type: "HandlerError", message: String(decoding: last.utf8.prefix(1024), as: UTF8.self),
      traceback: traceback)
  }

  /// What the client sees in place of a traceback.
  fileprivate var traceback: String? { errors.isEmpty ? nil : errors }

  /// The messages that the handler wants sent when its task has ended this way.
  ///
  /// - Parameters:
  ///   - isSuccess: Whether the task succeeded.
  ///   - allowed: The tasks that its manifest lets it send.
  /// - Returns: The follow-ups to send, and the names of tasks that it may not send.
  public func followUps(isSuccess: Bool, allowed: [String]) -> (toSend: [FollowUp], refused: [String]) {
    var toSend: [FollowUp] = []
    var refused: [String] = []
    for case .enqueue(let followUp) in events {
      let isDue = followUp.occasion == .always || (followUp.occasion == .success) == isSuccess
      guard isDue else { continue }
      if allowed.contains(followUp.task) { toSend.append(followUp) } else { refused.append(followUp.task) }
    }
    return (toSend, refused)
  }
}
