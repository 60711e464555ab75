// What the loop does beside its work: it hears Celery's tools, looks at its own process, reads handlers anew,
// and rests.

internal import Logging
internal import Queue
internal import Runtime

extension DispatchLoop {
  /// How long the start takes that is not needed in memory afterwards.
  static let startLength = Duration.milliseconds(500)
  /// How often memory is given back: to look for it takes as long as a task.
  private static let forgettingInterval = Duration.seconds(30)

  /// Does what is best done in a quiet moment.
  func rest() {
    fleet.rest()
    guard let due = forgettingDue, due <= .now else { return }
    forgettingDue = .now + Self.forgettingInterval
    Footprint.forgetStart()
  }

  /// Takes what was heard.
  func hear() {
    let isReady = isReady(ear.interests)
    guard isReady || ear.nextDeadline.map({ $0 <= .now }) ?? false else { return }
    for outcome in ear.handle(readable: isReady, writable: isReady) {
      // Whatever ails it ails the pipe too, which tells; Celery's tools ask again.
      guard case .message(let payload) = outcome else { continue }
      news.append(.remote(payload, vitals))
    }
  }

  /// The process as it is now, with those of its handlers.
  var vitals: Vitals {
    var vitals = Vitals.current
    vitals.handlers = fleet.processIDs
    return vitals
  }

  /// Reads the installed handlers anew.
  func readHandlers() -> HandlerTable {
    let table = reload(machine.handlers)
    for problem in table.problems { log.error("\(problem)") }
    log.info(
      "handlers read anew", metadata: ["tasks": "\(table.handlers.keys.sorted().joined(separator: ","))"])
    let unserved = table.queues.filter { !machine.settings.queues.contains($0) }
    if !unserved.isEmpty {
      log.warning(
        "queues of installed handlers are not served; restart, or name them with -Q",
        metadata: ["queues": "\(unserved.joined(separator: ","))"])
    }
    if machine.phase == .serving { fleet.install(table) }
    return table
  }
}
