// `devseo scheduled`: the messages that wait for their time, the soonest first.

internal import ArgumentParser
internal import JSONText
internal import Queue
internal import Runtime

/// Lists parked messages.
struct ListScheduled: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scheduled",
    abstract: "Lists messages that wait for their time, the soonest first.",
    discussion: """
      Example: devseo scheduled --limit 20

      They wait for an ETA or a countdown, for their next try, or for a turn under a rate limit. A message that no \
      dispatcher has met yet is counted by devseo queues as waiting.
      """)

  /// A page of messages, which may be large.
  private static let pageSize = 20

  @OptionGroup var options: CommonOptions

  @Option(help: "How many at most, 1 to 10000.")
  var limit = 100

  func validate() throws {
    guard (1...10_000).contains(limit) else {
      throw ValidationError("cannot list \(limit) messages: --limit takes 1 to 10000")
    }
  }

  func run() throws {
    let server = try RedisServer(.broker, patience: options.patience)
    var found: [ScheduledMessage] = []
    var count = 0
    while found.count < limit {
      let request = ScheduledRequest(start: found.count, limit: min(Self.pageSize, limit - found.count))
      let page = try server.ask(request, to: "list the messages that wait for their time")
      count = page.count
      found += page.messages.map { ScheduledMessage($0, keys: server.keys) }
      if page.messages.isEmpty { break }
    }
    guard !options.json else {
      let list: JSON = ["count": .integer(count), "messages": .array(found.map(\.json))]
      return Terminal.say(list.description)
    }
    guard !found.isEmpty else { return Terminal.say("nothing waits for its time") }
    var table = TextTable(["DUE", "QUEUE", "TRIES", "TASK", "ID"], numbersFrom: 5)
    for message in found { table.add(message.row) }
    for line in table.lines { Terminal.say(line) }
    if found.count < count { Terminal.say("\n\(found.count) of \(count); --limit shows more") }
  }
}
