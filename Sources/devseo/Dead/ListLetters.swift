// `devseo dead list`: the oldest dead letters, queue by queue.

internal import ArgumentParser
internal import JSONText
internal import Queue
internal import Runtime

/// Lists dead letters.
struct ListLetters: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists dead letters, the oldest first.",
    discussion: "Example: devseo dead list crawl --limit 20")

  @OptionGroup var options: CommonOptions

  @Argument(help: "The queue; else TASK_DEFAULT_QUEUE, celery, crawl and email.")
  var queue: String?

  @Option(help: "How many of each queue at most, 1 to 10000.")
  var limit = 100

  func validate() throws {
    guard (1...10_000).contains(limit) else {
      throw ValidationError("cannot list \(limit) letters: --limit takes 1 to 10000")
    }
  }

  func run() throws {
    let server = try RedisServer(.broker, patience: options.patience)
    var found: [(queue: String, reply: DeadListRequest.Reply)] = []
    for name in queue.map({ [$0] }) ?? RedisServer.usualQueues {
      let request = DeadListRequest(queue: name, limit: limit)
      found.append((name, try server.ask(request, to: "list the dead letters of \(name.safe())")))
    }
    if options.json {
      let queues = found.map { queue, reply in
        let members: [String: JSON] = [
          "queue": .string(queue), "count": .integer(reply.count),
          "letters": .array(reply.headers.map(\.json)),
        ]
        return JSON.object(members)
      }
      Terminal.say(JSON.object(["queues": .array(queues)]).description)
    } else {
      print(found)
    }
  }

  private func print(_ found: [(queue: String, reply: DeadListRequest.Reply)]) {
    var table = TextTable(["ID", "QUEUE", "DIED", "TRIES", "BYTES", "TASK", "REASON"], numbersFrom: 7)
    for (queue, reply) in found {
      for letter in reply.headers {
        table.add([
          letter.id, queue, letter.date, "\(letter.attempts)", "\(letter.byteCount)",
          letter.taskID.isEmpty ? "-" : letter.taskID, letter.reason,
        ])
      }
    }
    let count = found.map(\.reply.count).reduce(0, +)
    guard count > 0 else { return Terminal.say("no dead letters") }
    for line in table.lines { Terminal.say(line) }
    let shown = found.map(\.reply.headers.count).reduce(0, +)
    if shown < count { Terminal.say("\n\(shown) of \(count); --limit shows more") }
  }
}
