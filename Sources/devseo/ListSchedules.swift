// `devseo beat`: the schedules that dispatchers keep, and when each is due.

internal import ArgumentParser
internal import Dispatching
internal import JSONText
internal import Messages
internal import Queue
internal import Runtime

/// Lists schedules.
struct ListSchedules: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "beat",
    abstract: "Lists tasks that are sent by a schedule, and when each is due.",
    discussion: """
      Examples:
        devseo beat
        devseo beat --forget app.tasks.old

      Schedules stand in the manifests of handlers; dispatchers with --beat keep them, and this is what Redis knows of \
      that. One that is overdue has no dispatcher that keeps it; it will be sent once when there is one. A schedule \
      that was taken out of a manifest is forgotten by itself, that of a handler that was removed with --forget.
      """)

  /// A dispatcher may need a moment.
  private static let patienceMilliseconds: Int64 = 10_000

  @OptionGroup var options: CommonOptions

  @Option(
    help: ArgumentHelp("Forgets the schedule of a task that no handler has any more.", valueName: "task"))
  var forget: String?

  func run() throws {
    let server = try RedisServer(.broker, patience: options.patience)
    if let task = forget { _ = try server.ask(PlanRequest([], ended: [task]), to: "forget the schedule") }
    let reply = try server.ask(TimetableRequest(), to: "list the schedules")
    let rows = reply.rows.map { Row($0, at: reply.serverMilliseconds - Self.patienceMilliseconds) }
    guard !options.json else {
      return Terminal.say(JSON.object(["schedules": .array(rows.map(\.json))]).description)
    }
    guard !rows.isEmpty else { return Terminal.say("no dispatcher has kept a schedule") }
    var table = TextTable(["TASK", "SCHEDULE", "LAST", "NEXT"], numbersFrom: 4)
    for row in rows { table.add([row.task, row.schedule, row.last ?? "-", row.nextText]) }
    for line in table.lines { Terminal.say(line) }
  }
}

/// A schedule as it is shown.
private struct Row {
  let task: String
  let last: String?
  private let recurrence: JSON
  private let text: String?
  private let next: String?
  private let isOverdue: Bool

  /// Makes a row; what is due before `late`, in milliseconds since 1970, is overdue.
  init(_ row: TimetableRequest.Row, at late: Int64) {
    task = row.task
    last = row.lastMilliseconds.map(WireDate.shown)
    recurrence = (try? JSON(parsing: row.recurrence)) ?? .null
    let known = try? Recurrence(recurrence)
    text = known.map { "\($0)" }
    let due = known.flatMap { try? DueTimes($0) }?.next(after: row.sinceMilliseconds)
    next = due.map(WireDate.shown)
    isOverdue = due.map { $0 < late } ?? false
  }

  /// A newer release may have written what this one does not understand.
  var schedule: String { text ?? recurrence.description }

  var nextText: String { next.map { isOverdue ? "\($0) overdue" : $0 } ?? "unknown" }

  var json: JSON {
    [
      "task": .string(task), "schedule": recurrence, "last": JSON(last), "next": JSON(next),
      "overdue": .bool(isOverdue),
    ]
  }
}
