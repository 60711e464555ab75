// A failure as Celery's clients raise it.

internal import Queue

extension TaskFailure {
  /// The exception that stands for the failure.
  ///
  /// - Parameter limitSeconds: The hard limit, which the exception of that names.
  /// - Returns: The exception.
  func exception(limitSeconds: Double?) -> PythonException {
    switch type {
    case "SoftTimeLimitExceeded": .softTimeLimitExceeded
    case "TimeLimitExceeded": .timeLimitExceeded(seconds: limitSeconds ?? 0)
    case "WorkerLostError": .workerLost(message)
    default: PythonException(handlerFailure: type, message: message)
    }
  }
}
