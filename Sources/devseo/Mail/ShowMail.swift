// `devseo mail show` and `resend`: one mail of the ledger.

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

/// Lets one mail be sent again.
struct ResendMail: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resend",
    abstract: "Lets a mail that failed, or may have gone, be sent again.",
    discussion: """
      Example: devseo mail resend 4711

      The ledger knows no contents: the mail goes with the next run of its task. Replay its dead letter after this \
      (devseo dead list email), or run the digest of its day again.
      """)

  @Argument(help: "The mail's ID.")
  var id: Int64

  func run() throws {
    let database = try Mails.database()
    guard let mail = try Mails.told({ () throws(StoreError) in try database.releaseMail(id) }) else {
      throw Failure(.negative, "cannot resend mail \(id): there is none that failed or may have gone")
    }
    Terminal.say("mail \(id) goes with the next run of its task, which is named by \(mail.dedupeKey.safe())")
  }
}
