// The schedules of one dispatcher as a value: which is due next. Redis knows for which moments they were sent, and so for
// all dispatchers; here is only what it said last.

internal import JSONText
internal import Messages
internal import Queue

/// What is sent by itself, and when.
struct Timetable: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// A schedule.
  struct Row: Sendable {
    let task: String
    let queue: String
    let schedule: Schedule
    let dueTimes: DueTimes
    /// The schedule as Redis is told it.
    let plan: PlanRequest.Plan
    /// The next moment to send it for, in milliseconds since 1970 on the server; nil: none, or it is not known yet.
    fileprivate(set) var next: Int64?
  }

  /// Whether schedules are kept at all.
  let isKept: Bool
  /// Whether Redis was asked from when on the moments count.
  var isAsked = false
  /// From when on it may be asked again, after a failure.
  var resumption: Instant?
  /// Changes with the schedules.
  private(set) var version = 0
  private(set) var rows: [Row] = []
  /// The installed tasks without a schedule.
  private var unscheduled: [String] = []

  init(isKept: Bool) { self.isKept = isKept }

  /// Takes the schedules of installed handlers.
  mutating func install(_ table: HandlerTable) {
    guard isKept else { return }
    let handlers = table.handlers.sorted { $0.key < $1.key }.map(\.value)
    rows = handlers.compactMap { handler in
      guard let schedule = handler.manifest.schedule, let dueTimes = handler.dueTimes else { return nil }
      return Row(
        task: handler.manifest.task, queue: handler.manifest.queue, schedule: schedule, dueTimes: dueTimes,
        plan: .init(task: handler.manifest.task, recurrence: schedule.recurrence.json.bytes()))
    }
    unscheduled = handlers.map(\.manifest).filter { $0.schedule == nil }.map(\.task)
    version += 1
    isAsked = false
  }

  /// What Redis is told of the schedules.
  var plan: PlanRequest { PlanRequest(rows.map(\.plan), ended: unscheduled) }

  /// Redis has said after which moments those of the schedules count.
  mutating func take(since: [Int64], version: Int) {
    guard version == self.version, since.count == rows.count else { return }
    for (number, since) in since.enumerated() { rows[number].next = rows[number].dueTimes.next(after: since) }
    isAsked = true
  }

  /// A schedule was sent for a moment, by whomever.
  mutating func sent(_ task: String, for moment: Int64) {
    guard let number = rows.firstIndex(where: { $0.task == task }) else { return }
    rows[number].next = rows[number].dueTimes.next(after: moment)
  }

  /// When the next one is due, on the server's clock; nil: none is known to be.
  var nextDue: Int64? { isAsked ? rows.compactMap(\.next).min() : nil }

  /// What is to be sent at a time of the server, in milliseconds since 1970, and for which moment: of several that were
  /// missed only for the last one.
  func due(at now: Int64) -> (row: Row, moment: Int64)? {
    guard isAsked, let row = rows.first(where: { $0.next.map { $0 <= now } ?? false }), let next = row.next
    else {
      return nil
    }
    return (row, row.dueTimes.latest(at: now, after: next - 1) ?? next)
  }
}
