// The dispatcher as Celery's Beat: it sends what is due, and finds out whether another was faster.

internal import Logging
internal import Messages
internal import Queue

extension DispatchMachine {
  /// What is to be asked of Redis for the sake of schedules; nil: nothing now.
  func timetableErrand(at now: Instant) -> Errand? {
    guard timetable.isKept, phase == .serving, timetable.resumption.map({ $0 <= now }) ?? true else {
      return nil
    }
    guard timetable.isAsked else { return .plan(timetable.version) }
    return timetable.due(at: clock.milliseconds(at: now)).map { .tick($0.row.task, due: $0.moment) }
  }

  /// When there is something to be asked.
  var timetableDeadline: Instant? {
    guard timetable.isKept else { return nil }
    guard timetable.isAsked else { return timetable.resumption }
    guard let due = timetable.nextDue.flatMap(clock.instant(of:)) else { return nil }
    return max(due, timetable.resumption ?? due)
  }

  mutating func planned(_ reply: PlanRequest.Reply, _ version: Int, _ sentAt: Instant, at now: Instant) {
    clock.set(milliseconds: reply.serverMilliseconds, heardAt: now)
    timetable.take(since: reply.sinceMilliseconds, version: version)
  }

  /// The message of a schedule for a moment.
  ///
  /// Its id is made of task and moment, so that it has the same one whoever sends it.
  func tickRequest(for task: String, due: Int64, at now: Instant) -> TickRequest {
    guard let row = timetable.rows.first(where: { $0.task == task }) else {
      preconditionFailure("no schedule")
    }
    var message = NewTask(
      task: task, id: Self.taskID(of: task, due: due), queue: row.queue,
      keywordArguments: row.schedule.keywordArguments)
    message.expires = row.schedule.expiresSeconds.map { clock.seconds(at: now) + $0 }
    let writer = EnvelopeWriter(origin: settings.hostname)
    return TickRequest(
      row.plan, dueMilliseconds: due, nextMilliseconds: row.dueTimes.next(after: due),
      list: settings.keys.list(row.queue),
      binding: QueueBinding(queue: row.queue, in: settings.keys),
      raw: writer.envelope(of: message, deliveryTag: TaskID.child(of: message.id, 0)))
  }

  private static func taskID(of task: String, due: Int64) -> String {
    TaskID.derived(from: Array("schedule:\(due):\(task)".utf8))
  }

  mutating func ticked(_ reply: TickRequest.Reply, _ task: String, due: Int64, at now: Instant) {
    switch reply {
    case .ok:
      log(
        .info, "task sent by its schedule",
        [
          "task": task, "task_id": Self.taskID(of: task, due: due),
          "due": WireDate.text(seconds: Double(due) / 1000),
        ])
      timetable.sent(task, for: due)
    case .already(let since): timetable.sent(task, for: max(since, due))
    case .early(let milliseconds), .late(let milliseconds):
      clock.set(milliseconds: milliseconds, heardAt: now)
    case .refused(_, let list):
      log(.error, "a task of a schedule cannot be sent: a key is no list", ["task": task, "list": list])
      timetable.sent(task, for: due)
    }
  }
}
