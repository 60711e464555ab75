// `devseo dead drop`: dead letters are thrown away.

internal import ArgumentParser
internal import JSONText
internal import Queue
internal import Runtime

/// Drops dead letters.
struct DropLetters: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drop",
    abstract: "Drops dead letters for ever.",
    discussion: """
      Examples:
        devseo dead drop crawl 1790000000000001
        devseo dead drop crawl --older 30d
      """)

  @OptionGroup var options: CommonOptions

  @Argument(help: "The queue.")
  var queue: String

  @Argument(help: "The letter's ID.")
  var id: String?

  @Option(help: "Those that died longer ago than this: 90s, 15m, 12h, 30d.")
  var older: Age?

  func validate() throws {
    guard (id != nil) != (older != nil) else {
      throw ValidationError("cannot drop: give either the ID of a letter or --older")
    }
  }

  func run() throws {
    let server = try RedisServer(.broker, patience: options.patience)
    let purpose = "drop dead letters of \(queue.safe())"
    var dropped = 0
    if let id {
      dropped = try server.ask(DeadDropRequest(queue: queue, .id(id)), to: purpose).count
      guard dropped > 0 else {
        throw Failure(.negative, "cannot drop \(id.safe()): there is no such dead letter of \(queue.safe())")
      }
    } else if let older {
      let limit = 1000
      let end = Int64(Terminal.now * 1000) - older.seconds * 1000
      var count = limit
      while count == limit {
        let choice = DeadDropRequest.Choice.older(thanMilliseconds: end, limit: limit)
        count = try server.ask(DeadDropRequest(queue: queue, choice), to: purpose).count
        dropped += count
      }
    }
    Terminal.say(
      options.json ? JSON.object(["dropped": .integer(dropped)]).description : "dropped \(dropped)")
  }
}
