// What workers of Celery's took and left behind, for the dispatchers in their place to give back.

internal import Logging
internal import Queue

/// When to look for messages that were left behind, and at which of them.
struct Restoration: Sendable {
  var due: ContinuousClock.Instant
  /// How many of the youngest were left where they are by the requests before.
  var start = 0
}

extension DispatchMachine {
  func isRestorationDue(at now: Instant) -> Bool {
    phase == .serving && settings.restoresUnacknowledged && restoration.due <= now
  }

  var restoreRequest: RestoreRequest {
    RestoreRequest(visibilityTimeout: settings.visibilityTimeout, start: restoration.start)
  }

  mutating func restored(_ reply: RestoreRequest.Reply, at now: Instant) {
    var next = Restoration(due: now + settings.restoreInterval)
    defer { restoration = next }
    guard case .done(let count) = reply else { return }
    if count.mayBeMore { next = Restoration(due: now, start: restoration.start + count.left) }
    if count.restored > 0 {
      claimDue = now
      log(
        .warning, "messages that a worker of Celery's kept for too long are back in their lists",
        ["messages": "\(count.restored)"])
    }
    if count.buried > 0 {
      log(
        .error, "messages of a worker of Celery's have no list to return to, and are dead letters now",
        ["messages": "\(count.buried)"])
    }
    if count.left > 0 {
      log(
        .warning, "messages of a worker of Celery's stay with it: this user may not write to their lists",
        ["messages": "\(count.left)"])
    }
  }
}
