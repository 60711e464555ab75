// The exceptions that Celery's worker raises itself, as captured from Celery 5.6.2.

internal import JSONText

extension PythonException {
  /// No handler has this task.
  public static func notRegistered(task: String) -> Self {
    Self("NotRegistered", [.string(task)], module: "celery.exceptions")
  }

  /// The soft time limit ended the task.
  public static var softTimeLimitExceeded: Self {
    Self("SoftTimeLimitExceeded", [], module: "billiard.exceptions")
  }

  /// The hard time limit ended the task.
  ///
  /// - Parameter seconds: The limit.
  /// - Returns: The exception, with a whole number when the limit is one.
  public static func timeLimitExceeded(seconds: Double) -> Self {
    let limit = Int(exactly: seconds).map(JSON.integer) ?? .double(seconds)
    return Self("TimeLimitExceeded", [limit], module: "billiard.exceptions")
  }

  /// The process that ran the task is gone.
  ///
  /// - Parameter message: As in `Worker exited prematurely: signal 9 (SIGKILL) Job: 12.`
  /// - Returns: The exception.
  public static func workerLost(_ message: String) -> Self {
    Self("WorkerLostError", [.string(message)], module: "billiard.exceptions")
  }

  /// The task's retries are used up and no failure of its own is known.
  public static func maxRetriesExceeded(_ message: String) -> Self {
    Self("MaxRetriesExceededError", [.string(message)], module: "celery.exceptions")
  }

  /// The result cannot be written as JSON.
  public static func encodeError(_ message: String) -> Self {
    Self("EncodeError", [.string(message)], module: "kombu.exceptions")
  }

  /// Why a task was revoked.
  public enum Revocation: String, Sendable, CaseIterable {
    /// Somebody revoked it before it started.
    case revoked
    /// It was met after its `expires`.
    case expired
    /// It was running and was killed.
    case terminated
  }

  /// The task was revoked.
  public static func revoked(_ reason: Revocation) -> Self {
    Self("TaskRevokedError", [.string(reason.rawValue)], module: "celery.exceptions")
  }
}
