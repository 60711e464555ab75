// The commands that change something: `celery control`, and Flower's buttons.

internal import JSONText
internal import Logging
internal import Messages
internal import Queue

extension DispatchMachine {
  /// Does what a command wants; nil when it is none of these.
  mutating func control(
    _ method: String, _ arguments: CommandArguments, at now: Now
  ) throws(CommandError) -> CommandOutcome? {
    switch method {
    case "enable_events", "disable_events":
      return .answer(["ok": .string(tellTasks(method == "enable_events"))])
    case "heartbeat":
      tellOfWorker("worker-heartbeat", isBrief: true, at: now)
      return .answer(.null)
    case "rate_limit": return .answer(try setRate(arguments))
    case "time_limit": return .answer(try setLimits(arguments))
    case "revoke":
      return .answer(
        try revoke(arguments.texts("task_id"), arguments, terminates: arguments.flag("terminate"), at: now))
    case "terminate":
      _ = try arguments.text("signal")
      return .answer(try revoke(arguments.texts("task_id"), arguments, terminates: true, at: now))
    case "revoke_by_stamped_headers": return .answer(try revokeStamped(arguments, at: now))
    case "pool_grow", "pool_shrink":
      let count = try arguments.count("n") ?? 1
      return .answer(try resize(by: method == "pool_grow" ? count : -count, at: now))
    case "pool_restart":
      // Each task has a process of its own: what there is to be read anew are the manifests.
      actions.append(.reload)
      return .answer(["ok": "reload started"])
    case "autoscale": return .answer(try autoscale(arguments, at: now))
    case "add_consumer": return .answer(try addQueue(arguments, at: now))
    case "cancel_consumer": return .answer(try cancelQueue(arguments, at: now.instant))
    case "shutdown":
      log(.info, "asked to end by a command")
      terminate(at: now.instant)
      return .silence
    default: return nil
    }
  }

  private mutating func tellTasks(_ tells: Bool) -> String {
    let word = tells ? "enabled" : "disabled"
    guard presence.tellsTasks != tells else { return "task events already \(word)" }
    // With -E they are wanted whatever monitors come and go.
    guard tells || !settings.sendsTaskEvents else { return "task events already enabled" }
    presence.tellsTasks = tells
    return "task events \(word)"
  }

  // MARK: - What manifests say

  /// Takes installed handlers, with what was set from afar.
  mutating func install(_ table: HandlerTable) {
    handlers = table
    for (task, tuning) in presence.tunings { apply(tuning, to: task) }
    timetable.install(table)
  }

  private mutating func apply(_ tuning: Tuning, to task: String) {
    guard let handler = handlers.handlers[task] else { return }
    handlers.handlers[task]?.manifest = tuning.applied(to: handler.manifest)
  }

  private mutating func tune(_ task: String, _ change: (inout Tuning) -> Void) {
    change(&presence.tunings[task, default: Tuning()])
    if let tuning = presence.tunings[task] { apply(tuning, to: task) }
    // Those that wait for their messages were started under other limits.
    actions.append(.install(handlers))
  }

  private mutating func setRate(_ arguments: CommandArguments) throws(CommandError) -> JSON {
    let task = try arguments.text("task_name")
    guard let value = arguments["rate_limit"] else { throw .missing("rate_limit", in: arguments.method) }
    let limit: RateLimit?
    do throws(JSONError) {
      limit = try RateLimit.parse(value, at: "rate_limit")
    } catch {
      let text = value.string ?? value.description
      return [
        "error": .string(
          "Invalid rate limit string: ValueError(\"could not convert string to float: \(PythonQuote.text(text))\")"
        )
      ]
    }
    guard handlers.handlers[task] != nil else { return ["error": "unknown task"] }
    tune(task) { $0.rateLimit = .some(limit) }
    log(
      .info, "rate limit set by a command", ["task": task, "rate_limit": value.string ?? value.description])
    return ["ok": limit == nil ? "rate limit disabled successfully" : "new rate limit set successfully"]
  }

  private mutating func setLimits(_ arguments: CommandArguments) throws(CommandError) -> JSON {
    let task = try arguments.text("task_name")
    guard handlers.handlers[task] != nil else { return ["error": "unknown task"] }
    let (soft, hard) = (arguments["soft"]?.double, arguments["hard"]?.double)
    tune(task) { ($0.softTimeLimitSeconds, $0.timeLimitSeconds) = (.some(soft), .some(hard)) }
    log(.info, "time limits set by a command", ["task": task])
    return ["ok": "time limits set successfully"]
  }

  // MARK: - Tasks

  private mutating func revoke(
    _ ids: [String], _ arguments: CommandArguments, terminates: Bool, at now: Now
  ) throws(CommandError) -> JSON {
    let signal = terminates ? try Self.signal(arguments["signal"]?.string) : nil
    let running = slots.compactMap { $0.run?.job.envelope.id }.filter(ids.contains)
    // A task that runs here and may end by itself keeps its own result.
    let unseen = ids.filter { !running.contains($0) }
    presence.revocations.append(
      RevokeRequest(ids: ids, signal: signal, effects: unseen.flatMap(settings.results.revoked)))
    guard terminates else {
      return ["ok": .string("tasks \(Self.set(ids)) flagged as revoked")]
    }
    guard !running.isEmpty else { return ["ok": "terminate: tasks unknown"] }
    return ["ok": .string("terminate: \(running.joined(separator: ", "))")]
  }

  private mutating func revokeStamped(_ arguments: CommandArguments, at now: Now) throws(CommandError) -> JSON
  {
    guard let headers = arguments["headers"] else { throw .missing("headers", in: arguments.method) }
    var stamps: [(name: String, values: [String])] = []
    if let members = headers.object {
      stamps = members.sorted { $0.key < $1.key }.map { name, value in
        (name, value.array?.compactMap(\.string) ?? [value.string ?? value.description])
      }
    } else {
      for text in headers.array?.compactMap(\.string) ?? [] {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        if parts.count == 2 { stamps.append((parts[0], [parts[1]])) }
      }
    }
    for (name, values) in stamps { presence.revokedStamps[name, default: []].formUnion(values) }
    let shown = stamps.map { name, values in
      let value = values.count == 1 ? PythonQuote.text(values[0]) : Self.list(values)
      return "\(PythonQuote.text(name)): \(value)"
    }
    let text = "headers {\(shown.joined(separator: ", "))}"
    let running = slots.compactMap { $0.run?.job.envelope }.filter(isRevokedByStamp).map(\.id)
    guard arguments.flag("terminate"), !running.isEmpty else {
      return [
        "ok": .string(
          arguments.flag("terminate")
            ? "\(text) were not terminated" : "\(text) flagged as revoked, but not terminated")
      ]
    }
    presence.revocations.append(
      RevokeRequest(ids: running, signal: try Self.signal(arguments["signal"]?.string)))
    return ["ok": .string("terminate: \(running.joined(separator: ", "))")]
  }

  /// Whether a task bears a stamp whose tasks were revoked.
  func isRevokedByStamp(_ envelope: Envelope) -> Bool {
    guard !presence.revokedStamps.isEmpty, let stamps = envelope.otherHeaders["stamps"]?.object else {
      return false
    }
    return presence.revokedStamps.contains { name, values in
      guard let stamp = stamps[name] else { return false }
      return (stamp.array?.compactMap(\.string) ?? [stamp.string ?? stamp.description]).contains(
        where: values.contains)
    }
  }

  /// The name of a signal that ends handlers.
  private static func signal(_ name: String?) throws(CommandError) -> String {
    let name = name ?? "SIGTERM"
    guard
      ["SIGTERM", "SIGKILL", "SIGINT", "SIGQUIT", "SIGUSR1", "TERM", "KILL", "INT", "QUIT"].contains(name)
    else {
      throw CommandError(
        text: "AttributeError(\"module 'signal' has no attribute \(PythonQuote.text(name))\")")
    }
    return name.hasSuffix("KILL") ? "SIGKILL" : "SIGTERM"
  }

  private static func set(_ texts: [String]) -> String {
    "{\(texts.map(PythonQuote.text).joined(separator: ", "))}"
  }

  private static func list(_ texts: [String]) -> String {
    "[\(texts.map(PythonQuote.text).joined(separator: ", "))]"
  }

  // MARK: - Slots and queues

  private mutating func resize(by count: Int, at now: Now) throws(CommandError) -> JSON {
    let wanted = scale.most + count
    guard wanted >= 1 else { throw .value("cannot shrink the pool below 1") }
    guard wanted <= Self.mostSlots else {
      throw .value("cannot grow the pool beyond \(Self.mostSlots) slots")
    }
    rebound(least: min(scale.least, wanted), most: wanted, at: now.instant)
    return ["ok": count < 0 ? "pool will shrink" : "pool will grow"]
  }

  /// As many as `--concurrency` takes.
  private static let mostSlots = 10_000

  private mutating func rebound(least: Int, most: Int, at now: Instant) {
    // The slot that lists are watched for may be none any more.
    unwatchLists()
    scale.rebound(least: least, most: most)
    while slots.count < most + 1 { slots.append(Slot(leaseEnd: now)) }
    claimDue = now
    log(.info, "slots set by a command", ["least": "\(scale.least)", "most": "\(scale.most)"])
  }

  private mutating func autoscale(_ arguments: CommandArguments, at now: Now) throws(CommandError) -> JSON {
    guard settings.leastConcurrency != nil else { throw .value("Autoscale not enabled") }
    let most = min(try arguments.count("max") ?? scale.most, Self.mostSlots)
    let least = min(try arguments.count("min") ?? scale.least, most)
    guard most >= 1 else { throw .value("max is 0, not a number of slots") }
    rebound(least: least, most: most, at: now.instant)
    return ["ok": .string("autoscale now max=\(most) min=\(least)")]
  }

  private mutating func addQueue(_ arguments: CommandArguments, at now: Now) throws(CommandError) -> JSON {
    let queue = try arguments.text("queue")
    guard !queue.isEmpty else { throw .value("queue is empty") }
    guard !settings.queues.contains(queue) else {
      return ["ok": .string("already consuming from \(PythonQuote.text(queue))")]
    }
    settings.queues.append(queue)
    presence.isIntroduced = false
    serveQueues(at: now.instant)
    log(.info, "serves one more queue", ["queue": queue])
    return ["ok": .string("add consumer \(queue)")]
  }

  /// Has the lists of other queues looked at from now on; a claim that watches were given names the old ones.
  private mutating func serveQueues(at now: Instant) {
    unwatchLists()
    actions.append(.serve(queues: settings.queues))
    claimDue = now
  }

  private mutating func cancelQueue(_ arguments: CommandArguments, at now: Instant) throws(CommandError)
    -> JSON
  {
    let queue = try arguments.text("queue")
    if let index = settings.queues.firstIndex(of: queue) {
      settings.queues.remove(at: index)
      serveQueues(at: now)
      log(.info, "serves a queue no more", ["queue": queue])
    }
    return ["ok": .string("no longer consuming from \(queue)")]
  }
}
