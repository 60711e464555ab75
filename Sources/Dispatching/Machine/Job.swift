// A claimed message that can be run: what it says, and who runs it.

public import Queue

internal import JSONText
internal import Messages

/// A claim with its task and its handler.
///
/// It is handed around at every step and never changes, so it is an object: a copy costs nothing.
public final class Job: Sendable {
  /// The claim.
  public let claim: Claim
  /// What the message says.
  public let envelope: Envelope
  /// Who runs it.
  public let handler: InstalledHandler
  /// What the handler reads: one line of JSON.
  public let message: [UInt8]
  /// When it is asked to end, seconds after its start.
  public let softLimitSeconds: Double?
  /// When it is killed, seconds after its start.
  public let hardLimitSeconds: Double?

  /// Makes a job of a claim.
  ///
  /// The message's own limits come before the manifest's, and those before the dispatcher's, as in Celery.
  ///
  /// - Throws: ``ArgumentError`` when the arguments do not fit the manifest's `args`.
  init(
    _ claim: Claim, _ envelope: Envelope, _ handler: InstalledHandler, _ settings: DispatchSettings
  ) throws(ArgumentError) {
    let manifest = handler.manifest
    let members = try ArgumentMapping.message(
      positional: envelope.arguments, keywords: envelope.keywordArguments, names: manifest.arguments,
      task: envelope.task)
    self.claim = claim
    self.envelope = envelope
    self.handler = handler
    message = JSON.object(members).bytes() + [UInt8(ascii: "\n")]
    softLimitSeconds =
      envelope.softTimeLimitSeconds ?? manifest.softTimeLimitSeconds ?? settings.softTimeLimitSeconds
    hardLimitSeconds = envelope.timeLimitSeconds ?? manifest.timeLimitSeconds ?? settings.timeLimitSeconds
  }

  /// The `TASK_` variables of a handler that starts now.
  ///
  /// - Parameter seconds: The time on the wall clock, in seconds since 1970.
  /// - Returns: The variables by name.
  public func context(at seconds: Double) -> [String: String] {
    var context = [
      "TASK_ID": envelope.id, "TASK_NAME": envelope.task, "TASK_QUEUE": claim.queue,
      "TASK_ATTEMPT": "\(envelope.retries + 1)",
      "TASK_MAX_ATTEMPTS": "\(handler.manifest.retry.maxRetries + 1)", "TASK_ROOT_ID": envelope.rootID,
      "TASK_FENCE": claim.fence.description,
    ]
    context["TASK_PARENT_ID"] = envelope.parentID
    context["TASK_SOFT_DEADLINE"] = softLimitSeconds.map { "\(seconds + $0)" }
    context["TASK_DEADLINE"] = hardLimitSeconds.map { "\(seconds + $0)" }
    return context
  }
}
