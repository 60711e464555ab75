// `devseo dead replay`: dead letters get another life.

internal import ArgumentParser
internal import JSONText
internal import Queue
internal import Runtime

/// Sends dead letters again.
struct ReplayLetters: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Sends dead letters again, unchanged, to the lists they came from.",
    discussion: """
      Examples:
        devseo dead replay crawl 1790000000000001
        devseo dead replay crawl --all

      With --all those are sent that are dead now, the oldest first; one that dies again meanwhile stays.
      """)

  @OptionGroup var options: CommonOptions

  @Argument(help: "The queue.")
  var queue: String

  @Argument(help: "The letter's ID.")
  var id: String?

  @Flag(help: "All of the queue's dead letters.")
  var all = false

  func validate() throws {
    guard (id != nil) != all else {
      throw ValidationError("cannot replay: give either the ID of a letter or --all")
    }
  }

  func run() throws {
    let server = try RedisServer(.broker, patience: options.patience)
    var replayed = 0
    for letter in try id.map({ [$0] }) ?? letters(of: server) {
      switch try server.ask(DeadReplayRequest(queue: queue, id: letter), to: "replay \(letter.safe())") {
      case .ok: replayed += 1
      case .gone:
        // Of all, somebody else may have replayed or dropped one.
        if all { continue }
        throw Failure(
          .negative, "cannot replay \(letter.safe()): there is no such dead letter of \(queue.safe())")
      case .refused(_, let key):
        throw Failure(
          .data,
          "cannot replay \(letter.safe()): the key \(key.safe()) is no list of messages; replayed "
            + "before it: \(replayed)")
      }
    }
    Terminal.say(
      options.json ? JSON.object(["replayed": .integer(replayed)]).description : "replayed \(replayed)")
  }

  /// The names of all letters, before the first of them is sent.
  private func letters(of server: RedisServer) throws(Failure) -> [String] {
    var ids: [String] = []
    while true {
      let request = DeadListRequest(queue: queue, start: ids.count, limit: 1000)
      let page = try server.ask(request, to: "list the dead letters of \(queue.safe())")
      ids += page.headers.map(\.id)
      if page.headers.isEmpty || ids.count >= page.count { return ids }
    }
  }
}
