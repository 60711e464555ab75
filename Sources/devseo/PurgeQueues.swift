// `devseo purge`: what waits in queues is thrown away.

internal import ArgumentParser
internal import JSONText
internal import Queue
internal import Runtime

/// Empties queues.
struct PurgeQueues: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge",
    abstract: "Throws away all messages that wait in queues.",
    discussion: """
      Examples:
        devseo purge crawl
        devseo purge crawl email --yes

      Messages of all priorities go, for ever. Those that run or wait for their time stay, and so do dead letters. \
      On a terminal it asks first; elsewhere it wants --yes.
      """)

  @OptionGroup var options: CommonOptions

  @Argument(help: "The queues.")
  var queues: [String]

  @Flag(name: .shortAndLong, help: "Do not ask.")
  var yes = false

  func run() throws {
    let server = try RedisServer(.broker, patience: options.patience)
    let names = queues.map { $0.safe() }.joined(separator: ", ")
    if !yes { try confirm(names, server) }
    let lists = Set(queues).sorted().flatMap { queue in
      PriorityList.steps.map { server.keys.list(queue, step: $0) }
    }
    switch try server.ask(PurgeRequest(lists: lists), to: "purge \(names)") {
    case .refused(_, let key):
      throw Failure(
        .data, "cannot purge \(names): the key \(key.safe()) is no list of messages; nothing was thrown away")
    case .ok(let count):
      Terminal.say(options.json ? JSON.object(["purged": .integer(count)]).description : "purged \(count)")
    }
  }

  private func confirm(_ names: String, _ server: RedisServer) throws(Failure) {
    let question = QueuesRequest(queues: Set(queues).sorted(), keys: server.keys)
    var waiting = 0
    if case .counts(_, _, let counts) = try server.ask(question, to: "count the queues") {
      waiting = counts.flatMap(\.waiting).reduce(0, +)
    }
    guard let answer = Terminal.answer(to: "throw away \(waiting) messages of \(names)? [y/N] ") else {
      throw Failure(
        .usage, "cannot purge \(names) without being asked to: give --yes where there is no terminal")
    }
    guard ["y", "yes"].contains(answer.lowercased()) else {
      throw Failure(.negative, "nothing was thrown away")
    }
  }
}
