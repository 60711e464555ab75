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
      Examples:
        devseo result 8033b569-f62b-4b26-ad10-1661406382b9
        devseo result 8033b569-f62b-4b26-ad10-1661406382b9 --wait --timeout 60

      With --wait a bar shows on a terminal how far the task is.

      Exit codes: 0 SUCCESS · 1 FAILURE or REVOKED · 75 not ready, not in time, or unknown.
      """)

  @OptionGroup var options: CommonOptions

  @Argument(help: "The task's id.")
  var id: String

  @Flag(help: "Wait until it is ready: 300 seconds, or --timeout.")
  var wait = false

  func run() throws {
    let result = try found()
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
    if wait, !result.isReady { throw result.overdue(id) }
    try result.check()
  }

  /// What there is, or what there is in the end.
  private func found() throws(Failure) -> StoredResult {
    let end = ContinuousClock.now + .seconds(wait ? options.timeout ?? ResultWait.usualSeconds : 0)
    let server = try RedisServer(.results, patience: options.patience)
    return try ResultWait(id: id, server: server, end: end).result()
  }
}
