// `devseo queues`: how much waits, runs and died.

internal import ArgumentParser
internal import JSONText
internal import Queue
internal import Runtime

/// Counts what lies in queues.
struct CountQueues: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queues",
    abstract: "Counts waiting, running and dead messages.",
    discussion: """
      Example: devseo queues crawl email --json

      Waiting messages are counted over all priorities. Parked ones wait for their time: a countdown, a retry \
      or a rate limit; they are counted over all queues.
      """)

  @OptionGroup var options: CommonOptions

  @Argument(help: "The queues; else TASK_DEFAULT_QUEUE, celery, crawl and email.")
  var queues: [String] = []

  func run() throws {
    let server = try RedisServer(.broker, patience: options.patience)
    let names = queues.isEmpty ? RedisServer.usualQueues : queues
    let reply = try server.ask(QueuesRequest(queues: names, keys: server.keys), to: "count the queues")
    switch reply {
    case .refused(_, let key):
      throw Failure(.data, "cannot count the queues: the key \(key.safe()) is no list of messages")
    case .counts(let parked, let inFlight, let counts):
      let rows = Array(zip(names, counts))
      if options.json {
        Terminal.say(Self.json(parked: parked, inFlight: inFlight, rows).description)
      } else {
        Self.print(parked: parked, inFlight: inFlight, rows)
      }
    }
  }

  private static func json(parked: Int, inFlight: Int, _ rows: [(String, QueuesRequest.Count)]) -> JSON {
    let queues = rows.map { name, count in
      let steps = zip(PriorityList.steps, count.waiting).map { ("\($0)", JSON.integer($1)) }
      let members: [String: JSON] = [
        "queue": .string(name), "waiting": .integer(count.waiting.reduce(0, +)),
        "priorities": .object(Dictionary(steps) { $1 }), "in_flight": .integer(count.inFlight),
        "dead": .integer(count.dead),
      ]
      return JSON.object(members)
    }
    return ["queues": .array(queues), "parked": .integer(parked), "in_flight": .integer(inFlight)]
  }

  private static func print(parked: Int, inFlight: Int, _ rows: [(String, QueuesRequest.Count)]) {
    var table = TextTable(["QUEUE", "WAITING", "IN FLIGHT", "DEAD"], numbersFrom: 1)
    for (name, count) in rows {
      table.add([name, "\(count.waiting.reduce(0, +))", "\(count.inFlight)", "\(count.dead)"])
    }
    for line in table.lines { Terminal.say(line) }
    Terminal.say("\nin all queues: \(parked) parked, \(inFlight) in flight")
  }
}
