// The start and the end: the process is closed to others, the command line is read, its command run, and a failure told in one sentence.

internal import ArgumentParser
internal import Runtime

/// The program.
@main
enum Program {
  static func main() {
    Hardening.forbidInspection()
    do {
      var command = try Devseo.parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      Terminal.complain(failure.message)
      Terminal.end(failure.status)
    } catch {
      Devseo.exit(withError: error)
    }
  }
}
