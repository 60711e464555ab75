// `devseo mail list`: the newest mails of the ledger.

internal import ArgumentParser
internal import JSONText
internal import Store

/// Lists mails.
struct ListMails: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists mails, the newest first.",
    discussion: "Example: devseo mail list --status unknown --limit 20")

  @Flag(help: "Print JSON for machines.")
  var json = false

  @Option(help: "Only those in this state: queued, sending, sent, failed, unknown or suppressed.")
  var status: String?

  @Option(help: "How many at most, 1 to 10000.")
  var limit = 100

  func validate() throws {
    guard (1...10_000).contains(limit) else {
      throw ValidationError("cannot list \(limit) mails: --limit takes 1 to 10000")
    }
    guard status.map(MailRecord.states.contains) ?? true else {
      throw ValidationError(
        "cannot list mails that are \(status ?? ""): --status takes \(MailRecord.states.joined(separator: ", "))"
      )
    }
  }

  func run() throws {
    let database = try Mails.database()
    let mails = try Mails.told { () throws(StoreError) in try database.mails(in: status, limit: limit) }
    guard !json else {
      return Terminal.say(JSON.object(["mails": .array(mails.map(\.json))]).description)
    }
    guard !mails.isEmpty else { return Terminal.say("no mails") }
    var table = TextTable(["ID", "STATUS", "TRIES", "CREATED", "TO", "KEY", "ERROR"], numbersFrom: 7)
    for mail in mails {
      table.add([
        "\(mail.id)", mail.status, "\(mail.attempts)", mail.createdAt, mail.recipient, mail.dedupeKey,
        mail.lastError ?? "-",
      ])
    }
    for line in table.lines { Terminal.say(line) }
  }
}
