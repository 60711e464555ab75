// `devseo result`: what became of a task.

internal import ArgumentParser
internal import JSONText
internal import Runtime

/// Shows a task's state and result.
struct ShowResult: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "result",
    abstract: "Shows a task's state and result.",
    discussion: """
      Example: devseo result 8033b569-f62b-4b26-ad10-1661406382b9

      Exit codes: 0 SUCCESS · 1 FAILURE or REVOKED · 75 not ready, or unknown.
      """)

  @OptionGroup var options: CommonOptions

  @Argument(help: "The task's id.")
  var id: String

  func run() throws {
    let result = try StoredResult(of: id, from: try RedisServer(.results, patience: options.patience))
    guard !options.json else {
      Terminal.say(result.record.description)
      if result.state != "SUCCESS" { throw Failure(result.isReady ? .negative : .later, "") }
      return
    }
    let colour: Terminal.Colour =
      switch result.state {
      case "SUCCESS": .green
      case "FAILURE", "REVOKED": .red
      default: .yellow
      }
    Terminal.say(Terminal.coloured(result.state.safe(), colour))
    if result.state == "SUCCESS" || !result.isReady && !result.value.isNull {
      Terminal.say(foreign: result.value.description)
    } else if let traceback = result.record["traceback"]?.string {
      Terminal.say(foreign: traceback)
    }
    try result.check()
  }
}
