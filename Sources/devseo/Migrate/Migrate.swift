// `devseo migrate`: brings the schema of the database up to this release.

internal import ArgumentParser
internal import JSONText
internal import Postgres
internal import Runtime

/// Makes and extends the tables.
struct Migrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes the tables in PostgreSQL, or brings them up to date.",
    discussion: """
      Example: devseo migrate --dry-run

      DATABASE_URL names the database; the role has to own its tables. What is there stays: tables and columns are \
      added, none is changed or dropped. All steps are done or none, and running it twice changes nothing.

      Exit codes: 0 the schema is as this release needs it · 69 the database does not answer · 75 somebody holds a \
      table: try again · 78 the database refuses, or no variable names it.
      """)

  @Flag(help: "Print JSON for machines.")
  var json = false

  @Flag(help: "Tell what would be done, and do nothing.")
  var dryRun = false

  func run() throws {
    let steps: [Migration]
    do throws(PostgresError) {
      let connection = try Self.connection()
      steps = try dryRun ? Migration.missing(on: connection) : Migration.run(on: connection)
    } catch {
      throw Failure(error)
    }
    guard !json else {
      return Terminal.say(JSON.object([dryRun ? "missing" : "done": JSON(steps.map(\.label))]).description)
    }
    if steps.isEmpty { Terminal.say("nothing to do: the schema is up to date") }
    for step in steps { Terminal.say("\(dryRun ? "would do" : "done"): \(step.label)") }
  }

  private static func connection() throws(PostgresError) -> Connection {
    guard let url = Environment.value(of: "DATABASE_URL") else {
      throw PostgresError(
        .configuration, doing: "find the database",
        "set DATABASE_URL, for example to postgresql://user@localhost/devseo")
    }
    var options = ConnectionOptions()
    options.applicationName = "devseo migrate"
    // An index on a large table takes as long as it takes.
    options.statementTimeout = .zero
    options.answerTimeout = .seconds(3_600)
    return try Connection(to: DatabaseAddress(parsing: url), options)
  }
}

extension Failure {
  /// What an error of the database means to the operator.
  init(_ error: PostgresError) {
    let status: Status =
      switch (error.code, error.recovery) {
      case (.misread, _), (.misuse, _): .software
      case (.refused, .temporary): .later
      case (_, .permanent): .configuration
      case (_, .temporary), (_, .unknown): .unavailable
      }
    self.init(status, error.description.safe())
  }
}
