// The options that every command has.

internal import ArgumentParser

/// How to speak, and for how long to wait.
struct CommonOptions: ParsableArguments {
  @Flag(help: "Print JSON for machines.")
  var json = false

  @Option(help: ArgumentHelp("How long Redis may take to answer.", valueName: "seconds"))
  var timeout: Double?

  mutating func validate() throws {
    if let timeout, !(timeout > 0 && timeout <= 31_536_000) {
      throw ValidationError("cannot wait for \(timeout) s: --timeout takes seconds above 0, up to a year")
    }
  }

  /// How long each answer of Redis may take: ten seconds, or the time limit when that is shorter.
  var patience: Duration { min(.seconds(10), timeout.map { .seconds($0) } ?? .seconds(10)) }
}
