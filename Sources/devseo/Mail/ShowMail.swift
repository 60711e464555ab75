// `devseo mail show`: one mail of the ledger.

internal import ArgumentParser
internal import JSONText
internal import Runtime
internal import Store

/// Shows one mail.
struct ShowMail: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows what is known about a mail, as JSON.",
    discussion: "Example: devseo mail show 4711")

  @Argument(help: "The mail's ID.")
  var id: Int64

  func run() throws {
    let database = try Mails.database()
    guard let mail = try Mails.told({ () throws(StoreError) in try database.mail(id) }) else {
      throw Failure(.negative, "cannot show mail \(id): there is none")
    }
    Terminal.say(mail.json.description)
  }
}
