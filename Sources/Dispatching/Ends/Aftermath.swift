// What an end writes for the task itself and for those that follow it, by Celery's canvas.

internal import JSONText
internal import Logging
internal import Messages
internal import Queue

extension DispatchMachine {
  /// What the canvas of a message needs to know.
  func surroundings(at seconds: Double) -> Canvas.Surroundings {
    let (results, handlers, usual) = (settings.results, handlers, settings.defaultQueue)
    return Canvas.Surroundings(
      keys: settings.keys, database: results.database, home: results.home,
      lifetimeSeconds: results.lifetimeSeconds, mostBytes: settings.mostMessageBytes,
      origin: settings.hostname,
      seconds: seconds, queue: { handlers.handlers[$0]?.manifest.queue ?? usual })
  }

  /// What a failure or a revocation writes: its result, and the ends of all that waits for it.
  ///
  /// - Parameters:
  ///   - state: `.failure` or `.revoked`.
  ///   - envelope: The task's message.
  ///   - children: The ids of the tasks that are sent with it.
  ///   - seconds: The server's time, in seconds since 1970.
  /// - Returns: The effects.
  mutating func badEnd(
    _ state: ResultRecord.State, of envelope: Envelope, children: [String] = [], at seconds: Double
  ) -> [Effect] {
    let canvas = Canvas(failure: state, of: envelope, in: surroundings(at: seconds))
    report(canvas, of: envelope)
    return settings.results.effects(
      state, of: envelope, children: children, and: canvas.children, at: seconds)
      + canvas.effects + canvas.messages.map { .send($0) }
  }

  /// The same for an end that Redis writes if this dispatcher does not live to write another one.
  mutating func preparedEnd(_ state: ResultRecord.State, of envelope: Envelope, at seconds: Double)
    -> [Effect]
  {
    let canvas = Canvas(failure: state, of: envelope, isLate: true, in: surroundings(at: seconds))
    return settings.results.prepared(state, of: envelope) + canvas.effects
      + canvas.messages.map { .send($0) }
  }

  /// The end of a success whose followers cannot be sent: it has failed, as with Celery.
  ///
  /// - Returns: nil when nothing follows, so that nothing of the kind can be refused.
  mutating func unsendable(_ canvas: Canvas, _ claim: Claim, _ envelope: Envelope, at seconds: Double)
    -> DeadRequest?
  {
    guard !canvas.messages.isEmpty || !canvas.effects.isEmpty else { return nil }
    let reason =
      canvas.isTooLarge ? "what follows the task is too large" : "what follows the task cannot be sent"
    let exception = PythonException("OperationalError", [.string(reason)], module: "kombu.exceptions")
    return DeadRequest(
      claim: claim, mostBytes: settings.mostMessageBytes, reason: reason, taskID: envelope.id,
      effects: badEnd(.failure(exception, traceback: nil), of: envelope, at: seconds))
  }

  /// Settles a message whose task every worker of Celery's has.
  mutating func finish(
    _ builtin: BuiltinTask, _ claim: Claim, _ envelope: Envelope, in slot: Int, at now: Instant
  ) {
    let seconds = clock.seconds(at: now)
    log(.debug, "a task of Celery's own", fields(of: envelope))
    switch builtin {
    case .success(let value, let sending):
      let following = Canvas(success: value, of: envelope, in: surroundings(at: seconds))
      let result = settings.results.effects(
        .success(value), of: envelope, and: (sending?.children ?? []) + following.children, at: seconds)
      let all = [sending, following].compactMap { $0 }
      settle(all, result, claim, envelope, in: slot, at: now)
    case .replaced(let canvas): settle([canvas], [], claim, envelope, in: slot, at: now)
    case .failure(let exception):
      log(.error, "task failed for good", fields(of: envelope, ["reason": exception.repr]))
      bury(
        claim, exception.repr, taskID: envelope.id,
        badEnd(.failure(exception, traceback: nil), of: envelope, at: seconds), in: slot, at: now)
    }
  }

  /// Ends a message with its result and all that follows; if that cannot be written, it fails.
  private mutating func settle(
    _ canvases: [Canvas], _ result: [Effect], _ claim: Claim, _ envelope: Envelope, in slot: Int,
    at now: Instant
  ) {
    var failure: DeadRequest?
    for canvas in canvases where failure == nil {
      failure = unsendable(canvas, claim, envelope, at: clock.seconds(at: now))
    }
    if canvases.contains(where: \.isTooLarge), let failure {
      return settle(claim, .dead(failure), in: slot, at: now)
    }
    let messages = FollowUpSending(canvases.flatMap(\.messages), claim, settings)
    settle(
      claim, commit(claim, result + canvases.flatMap(\.effects) + messages.effects), stages: messages.stages,
      alternative: failure.map { .dead($0) }, in: slot, at: now)
  }

  /// Says so when more was to follow than may.
  mutating func report(_ canvas: Canvas, of envelope: Envelope) {
    guard canvas.isTooLarge else { return }
    log(.error, "what follows the task is too large, and not complete", fields(of: envelope))
  }
}
