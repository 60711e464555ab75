// The daemon: takes messages from Celery's lists and runs a handler for each. Arguments, then run.

internal import Dispatching
internal import Glibc
internal import Messages
internal import Runtime

@main
enum Dispatcher {
  static func main() {
    do throws(WrongUsage) {
      exit(try run(Given(CommandLine.arguments.dropFirst())))
    } catch {
      Stream.errors.write("Error: \(error.sentence.madeSafe)\n")
      exit(ExitStatus.commandLine.code)
    }
  }

  /// Does what is asked for; the exit code.
  private static func run(_ given: Given) throws(WrongUsage) -> Int32 {
    if given.has(.help) {
      return Stream.output.write(Option.helpText) ? 0 : 1
    }
    if given.has(.version) {
      return Stream.output.write("dispatcher \(Release.version)\n") ? 0 : 1
    }
    let options = try DispatchOptions(given)
    guard given.has(.check) else { return Startup.run(options) }
    let findings = Checkup.run(options)
    for finding in findings { print("\(finding.verdict.rawValue)\t\(finding.subject): \(finding.text)") }
    return findings.contains { $0.verdict == .wrong } ? ExitStatus.configuration.code : 0
  }
}
