// `devseo mail`: the ledger of mails in the service's database.

internal import ArgumentParser
internal import Runtime
internal import Store

/// The commands about mails.
struct Mails: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mail",
    abstract: "Lists and shows mails, and has them sent again.",
    discussion: """
      Mails are named by their ID, the first column of the list. DATABASE_URL names the database.

      Examples:
        devseo mail list --status unknown
        devseo mail show 4711
        devseo mail resend 4711
      """,
    subcommands: [ListMails.self, ShowMail.self, ResendMail.self])

  /// The database.
  ///
  /// - Returns: The database, to which nobody is connected yet.
  /// - Throws: ``Failure``.
  static func database() throws -> Database {
    guard let url = Environment.value(of: "DATABASE_URL") else {
      throw Failure(
        .configuration,
        "cannot find the database: set DATABASE_URL, for example to postgresql://user@localhost/devseo")
    }
    return try told { () throws(StoreError) in try Database(url: url, program: "devseo mail") }
  }

  /// Runs `body`; what the store throws becomes the end of the command.
  static func told<Value>(_ body: () throws(StoreError) -> Value) throws -> Value {
    do throws(StoreError) {
      return try body()
    } catch {
      switch error {
      case .unavailable(let text): throw Failure(.unavailable, text.safe())
      case .misconfigured(let text): throw Failure(.configuration, text.safe())
      case .failed(let text): throw Failure(.software, text.safe())
      }
    }
  }
}
