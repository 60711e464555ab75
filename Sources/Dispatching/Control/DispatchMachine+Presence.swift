// The dispatcher among Celery's workers: it introduces itself, says that it lives, tells what happens to tasks, and
// takes its leave.

internal import JSONText
internal import Logging
internal import Queue

extension DispatchMachine {
  /// What is to be asked of Redis for the sake of Celery's tools; nil: nothing now.
  func presenceErrand(at now: Instant) -> Errand? {
    if !presence.isIntroduced { return .introduce }
    if !presence.revocations.isEmpty { return .revoke }
    if !presence.inquiries.isEmpty { return .inquire }
    if let due = presence.speechDue, due <= now { return .speak }
    return nil
  }

  /// When there is something to be said; what is to be asked at once was asked when it came up.
  var presenceDeadline: Instant {
    min(presence.heartbeatDue, presence.speechDue ?? presence.heartbeatDue)
  }

  mutating func presenceRequest(for errand: Errand) -> QueueRequest {
    switch errand {
    case .introduce:
      return .introduce(
        IntroduceRequest(settings.hostname, queues: settings.queues, comes: true, in: settings.keys))
    case .depart:
      return .introduce(
        IntroduceRequest(settings.hostname, queues: settings.queues, comes: false, in: settings.keys))
    case .revoke: return .revoke(presence.revocations[0])
    case .inquire:
      switch presence.inquiries[0].kind {
      case .scheduled: return .scheduled(ScheduledRequest(limit: 1_000))
      case .revoked: return .revoked(RevokedRequest())
      // A worker that starts is told all that may be kept.
      case .hello: return .revoked(RevokedRequest(limit: 50_000))
      }
    default:
      let tag = TaskID.random(using: &generator)
      return .speak(
        SpeakRequest(presence.takeSpeeches(settings: settings, deliveryTag: tag), in: settings.keys))
    }
  }

  mutating func introduced(at now: Now) {
    let isFirst = !presence.isIntroduced
    presence.isIntroduced = true
    if isFirst { tellOfWorker("worker-online", at: now) }
  }

  /// The entries are gone; monitors are told, and then there is nothing left to say.
  mutating func departed(at now: Now) {
    presence.isGone = true
    tellOfWorker("worker-offline", at: now)
  }

  mutating func revoked(_ reply: RevokeRequest.Reply) {
    if !presence.revocations.isEmpty { presence.revocations.removeFirst() }
    if case .refused(let reason, let detail) = reply {
      log(
        .error, "a command cannot be done: Redis refuses the results", ["reason": reason, "detail": detail])
    }
    isInspectionDue = slots.contains { $0.run != nil }
  }

  /// A request for the sake of Celery's tools that has no answer: what runs does not depend on it.
  mutating func presenceFailed(_ errand: Errand, _ error: PipeError, at now: Instant) {
    switch errand {
    // It is tried again when the dispatcher registers anew; until then tasks are served all the same.
    case .introduce: presence.isIntroduced = true
    case .depart: presence.isGone = true
    case .inquire: if !presence.inquiries.isEmpty { presence.inquiries.removeFirst() }
    case .revoke:
      // A Redis that is away will answer some time; one that refuses will refuse again.
      let isAway = error.code == .overdue || error.code == .layout
      if !isAway, !presence.revocations.isEmpty { presence.revocations.removeFirst() }
    default: break
    }
  }

  /// Asks the loop for what a heartbeat tells, when one is due.
  mutating func watchPulse(at now: Instant) {
    guard presence.heartbeatDue <= now, presence.isIntroduced, phase != .ended, isRegistered else { return }
    presence.heartbeatDue = now + .seconds(Presence.heartbeatSeconds)
    guard !presence.isExamining else { return }
    presence.isExamining = true
    actions.append(.examine)
  }

  mutating func examined(_ vitals: Vitals, at now: Now) {
    presence.isExamining = false
    presence.vitals = vitals
    tellOfWorker("worker-heartbeat", at: now)
  }

  /// Tells monitors about the worker as a whole.
  mutating func tellOfWorker(_ type: String, isBrief: Bool = false, at now: Now) {
    let frequency = isBrief ? 5.0 : Presence.heartbeatSeconds
    var members: [(name: String, value: JSON)] = [
      ("freq", .double(frequency)), ("sw_ident", "devseo"), ("sw_ver", .string(settings.info?.version ?? "")),
      ("sw_sys", "Linux"),
    ]
    if !isBrief {
      members += [
        ("active", .integer(slots.count { $0.kind == .running })),
        ("processed", .integer(presence.processed)),
        ("loadavg", .array(presence.vitals.load.map { .double($0) })),
      ]
    }
    let event = WorkerEvent(
      type, hostname: settings.hostname, processID: presence.vitals.processID, clock: presence.tick(),
      timestamp: now.unixSeconds, members)
    presence.say(
      .event(
        event, database: settings.results.home, in: settings.keys,
        deliveryTag: TaskID.random(using: &generator)), at: now.instant)
  }

  /// Tells monitors about a task, if somebody listens.
  mutating func tell(
    _ type: String, of id: String, _ members: [(name: String, value: JSON)] = [], at now: Instant
  ) {
    guard presence.tellsTasks else { return }
    let event = WorkerEvent(
      type, hostname: settings.hostname, processID: presence.vitals.processID, clock: presence.tick(),
      timestamp: clock.seconds(at: now), [("uuid", .string(id))] + members)
    presence.note(event, at: now)
  }

  /// A task's message has come.
  mutating func tellReceived(_ envelope: Envelope, at now: Instant) {
    guard presence.tellsTasks else { return }
    tell(
      "task-received", of: envelope.id,
      [
        ("name", .string(envelope.shownName)), ("args", .string(envelope.argumentsRepr)),
        ("kwargs", .string(envelope.keywordArgumentsRepr)), ("root_id", .string(envelope.rootID)),
        ("parent_id", JSON(envelope.parentID)), ("retries", .integer(envelope.retries)),
        ("eta", JSON(envelope.eta.map(WireDate.text))),
        ("expires", JSON(envelope.expires.map(WireDate.text))),
      ], at: now)
  }

  /// A task's end, in Python's words.
  mutating func tellEnd(_ end: TaskEnd, of envelope: Envelope, runtimeSeconds: Double = 0, at now: Instant) {
    if end.isFinal { presence.count(envelope.task) }
    guard presence.tellsTasks else { return }
    let (type, members): (String, [(name: String, value: JSON)]) =
      switch end {
      case .succeeded(let result):
        (
          "task-succeeded",
          [("result", .string(PythonRepr.text(result))), ("runtime", .double(runtimeSeconds))]
        )
      case .failed(let exception, let traceback):
        ("task-failed", [("exception", .string(exception.repr)), ("traceback", JSON(traceback))])
      case .retried(let exception, let traceback):
        ("task-retried", [("exception", .string(exception.repr)), ("traceback", JSON(traceback))])
      case .revoked(let isTerminated, let signal, let isExpired):
        (
          "task-revoked",
          [
            ("terminated", .bool(isTerminated)), ("signum", JSON(signal)), ("expired", .bool(isExpired)),
          ]
        )
      }
    tell(type, of: envelope.id, members, at: now)
  }
}

/// How a task ended, for monitors.
enum TaskEnd {
  case succeeded(JSON)
  case failed(PythonException, traceback: String?)
  case retried(PythonException, traceback: String?)
  case revoked(isTerminated: Bool, signal: Int?, isExpired: Bool)

  /// Whether it has run and will not again.
  var isFinal: Bool {
    switch self {
    case .succeeded, .failed: true
    case .retried, .revoked: false
    }
  }
}
