// Why a command ended without having done what was asked, and the exit code that says so to scripts.

internal import Queue

/// The end of a command that failed.
struct Failure: Error {
  /// The exit codes, as in sysexits.h.
  enum Status: Int32 {
    /// The task failed, or there is no such letter.
    case negative = 1
    /// What was asked for in words that do not do.
    case usage = 64
    /// What was given, or is stored, cannot be read.
    case data = 65
    /// Redis does not answer, or nobody has registered in its database.
    case unavailable = 69
    /// A fault of ours.
    case software = 70
    /// Not yet.
    case later = 75
    /// A setting is missing or wrong.
    case configuration = 78
  }

  let status: Status
  /// A sentence for stderr; empty: all has been said on stdout.
  let message: String

  init(_ status: Status, _ message: String) {
    self.status = status
    self.message = message
  }

  /// What an error of the pipe means to the operator.
  init(_ error: PipeError, to purpose: String) {
    switch error.code {
    case .overdue: self.init(.unavailable, "cannot \(purpose): \(error.description)")
    case .layout where error.description.contains("nobody has registered"):
      self.init(
        .unavailable,
        "cannot \(purpose): no dispatcher has run on this database yet; start one, or name another "
          + "database in REDIS_URL")
    case .layout, .configuration: self.init(.configuration, "cannot \(purpose): \(error.description)")
    case .bug: self.init(.software, "cannot \(purpose): \(error.description)")
    }
  }
}
