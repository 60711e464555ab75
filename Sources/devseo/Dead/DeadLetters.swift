// `devseo dead`: the messages that were given up, whose dispatcher keeps them until somebody decides.

internal import ArgumentParser

/// The commands about dead letters.
struct DeadLetters: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dead",
    abstract: "Lists, shows, replays and drops dead letters.",
    discussion: """
      A dead letter is a message that no handler could make a success of, with the reason. Its ID is the first \
      column of the list.

      Examples:
        devseo dead list crawl
        devseo dead show crawl 1790000000000001 > message.json
        devseo dead replay crawl --all
        devseo dead drop crawl --older 30d
      """,
    subcommands: [ListLetters.self, ShowLetter.self, ReplayLetters.self, DropLetters.self])
}
