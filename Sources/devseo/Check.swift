// `devseo check`: what a dispatcher would find here.

internal import ArgumentParser
internal import Dispatching
internal import JSONText
internal import Runtime

/// Looks at settings, handlers and Redis.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Looks at settings, handlers, redis-cli and Redis.",
    discussion: """
      Example: devseo check --handlers build/handlers

      The same as dispatcher --check, for a person: nothing is started.

      Exit codes: 0 nothing is wrong · 78 something is.
      """)

  @Flag(help: "Print JSON for machines.")
  var json = false

  @Option(
    help: ArgumentHelp("Holds one folder a handler; else what lies beside the program.", valueName: "dir"))
  var handlers: String?

  @Option(help: ArgumentHelp("Holds NAME.json to merge over the manifest of handler NAME.", valueName: "dir"))
  var overrides: String?

  @Option(help: ArgumentHelp("The folder that the dispatcher is to use.", valueName: "dir"))
  var stateDir: String?

  @Flag(help: "A Redis that forgets when it ends is wrong.")
  var requireDurable = false

  func run() throws {
    var options = DispatchOptions()
    options.handlersFolder = handlers
    options.overridesFolder = overrides
    options.stateFolder = stateDir
    options.requiresDurability = requireDurable
    let findings = Checkup.run(options)
    if json {
      let rows = findings.map { finding -> JSON in
        [
          "verdict": .string(finding.verdict.rawValue), "subject": .string(finding.subject),
          "text": .string(finding.text),
        ]
      }
      Terminal.say(JSON.array(rows).description)
    } else {
      for finding in findings { Terminal.say(Self.line(finding)) }
    }
    if findings.contains(where: { $0.verdict == .wrong }) { throw Failure(.configuration, "") }
  }

  private static func line(_ finding: Finding) -> String {
    let colour: Terminal.Colour =
      switch finding.verdict {
      case .good: .green
      case .note: .yellow
      case .wrong: .red
      }
    let word = finding.verdict.rawValue
    let mark = Terminal.coloured(word, colour) + String(repeating: " ", count: 7 - word.count)
    return "\(mark)\(finding.subject.safe()): \(finding.text.safe())"
  }
}
