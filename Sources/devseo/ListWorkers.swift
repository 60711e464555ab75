// `devseo workers`: which dispatchers there are, and whether they live.

internal import ArgumentParser
internal import JSONText
internal import Queue
internal import Runtime

/// Lists the dispatchers.
struct ListWorkers: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workers",
    abstract: "Lists the dispatchers, and how much each has to do.",
    discussion: """
      Example: devseo workers --json

      A dispatcher that is late has not said for a whole lease that it lives: it is dead, or cut off from Redis; \
      others take its tasks over. One that ends in order is not listed any more.
      """)

  @OptionGroup var options: CommonOptions

  func run() throws {
    let server = try RedisServer(.broker, patience: options.patience)
    let reply = try server.ask(WorkersRequest(), to: "list the dispatchers")
    let workers = reply.workers.sorted {
      ($0.info?.name ?? "", "\($0.owner)") < ($1.info?.name ?? "", "\($1.owner)")
    }
    let clock = reply.serverMilliseconds
    guard !options.json else {
      let list = workers.map { Self.json($0, at: clock) }
      return Terminal.say(JSON.object(["workers": .array(list)]).description)
    }
    guard !workers.isEmpty else { return Terminal.say("no dispatchers") }
    var table = TextTable(["NAME", "STATE", "PID", "SINCE", "VERSION", "TASKS", "QUEUES"], numbersFrom: 7)
    for worker in workers {
      let info = worker.info
      table.add([
        info?.name ?? "\(worker.owner)", Self.state(worker, at: clock), info.map { "\($0.processID)" } ?? "-",
        info.map { WireDate.shown(milliseconds: Int64($0.startedSeconds) * 1000) } ?? "-",
        info?.version ?? "-",
        info.map { "\(worker.claims) of \($0.slots)" } ?? "\(worker.claims)",
        info?.queues.joined(separator: ",") ?? "-",
      ])
    }
    for line in table.lines { Terminal.say(line) }
  }

  private static func state(_ worker: WorkersRequest.Worker, at clock: Int64) -> String {
    worker.leaseEndMilliseconds >= clock ? "alive" : "late"
  }

  private static func json(_ worker: WorkersRequest.Worker, at clock: Int64) -> JSON {
    let members: [String: JSON] = [
      "owner": .string("\(worker.owner)"), "state": .string(state(worker, at: clock)),
      "lease_end": .string(WireDate.shown(milliseconds: worker.leaseEndMilliseconds)),
      "in_flight": .integer(worker.claims),
    ]
    return .object(members.merging(worker.info?.json.object ?? [:]) { own, _ in own })
  }
}
