// Sends one e-mail: from `{"to_email": ..., "subject": ..., "html_content": ...}` to who has taken it.

import HandlerKit
import JSONText
import Logging
import Mailing
import Messages
import Runtime
import Store

@main struct SendEmail: Handler {
  static let usage = Usage(
    name: "email-handler", about: "Sends one e-mail.",
    parameters: [
      Parameter("to_email", .text, about: "One address, perhaps with a name.", example: "ann@example.com"),
      Parameter("subject", .text, about: "One line.", example: "Your report"),
      Parameter("html_content", .text, about: "The HTML part.", example: "<p>It is ready.</p>"),
      Parameter(
        "text_content", .text, about: "The plain part; without it one is made of the HTML.", isRequired: false
      ),
      Parameter(
        "dedupe_key", .text, about: "Names the mail; by default its task does.", isRequired: false),
      Parameter(
        "unsubscribe_url", .text, about: "Where one click ends such mails (https).", isRequired: false),
    ],
    notes: [
      "Environment: the first of these that is set says how the mail goes; without any, by hand, into ./mail",
      "  MAIL_DIR             a folder for .eml files",
      "  SMTP_URL             smtps://user:password@mail.example.com",
      "  SENDGRID_API_KEY     a key of SendGrid's API (SENDGRID_API_URL: its address)",
      "  SENDGRID_FROM_EMAIL  the sender, whichever way it goes",
      "  DATABASE_URL         the ledger of mails, by which each goes once",
    ])

  struct Message: Decodable {
    var to_email: String
    var subject: String
    var html_content: String
    var text_content: String?
    var dedupe_key: String?
    var unsubscribe_url: String?
  }

  func run(_ message: Message, _ invocation: Invocation) throws(Failure) -> JSON {
    let settings: MailSettings
    do throws(SendingError) {
      settings = try MailSettings(isDispatched: invocation.context.isDispatched, Environment.value)
    } catch {
      throw Failure(error)
    }
    let mail = try Self.mail(message, from: settings.from, invocation)
    guard invocation.stop == nil else {
      throw .later("cannot send the mail: asked to stop", isCharged: false)
    }
    guard let ledger = try Ledger(mail, isSubscribed: message.unsubscribe_url != nil, invocation) else {
      if invocation.context.isDispatched {
        invocation.log.notice("without a database a mail whose task runs twice may be sent twice")
      }
      return try send(mail, by: settings.transport, invocation) { _ in }
    }
    switch try ledger.claim() {
    case .failure(let done):
      invocation.log.info("nothing to send", metadata: ["status": "\(done.result["status"]?.string ?? "")"])
      return done.result
    case .success(let turn):
      return try send(mail, by: settings.transport, invocation) { ledger.conclude(turn, as: $0, invocation) }
    }
  }

  private func send(
    _ mail: MailMessage, by transport: any MailTransport, _ invocation: Invocation,
    conclude: (MailOutcome) -> Void
  ) throws(Failure) -> JSON {
    do throws(SendingError) {
      let receipt = try transport.send(mail, at: Invocation.now)
      conclude(.sent(providerID: receipt.providerID))
      invocation.log.info(
        "mail sent", metadata: ["transport": "\(transport.name)", "message_id": "\(mail.messageID)"])
      return [
        "status": "sent", "transport": .string(transport.name), "message_id": .string(mail.messageID),
        "provider_id": JSON(receipt.providerID),
      ]
    } catch {
      let context = invocation.context
      conclude(MailOutcome(error, isLast: context.maxAttempts.map { context.attempt >= $0 } ?? false))
      throw Failure(error)
    }
  }

  /// The mail of a message.
  static func mail(
    _ message: Message, from sender: MailAddress, _ invocation: Invocation
  ) throws(Failure) -> MailMessage {
    // By hand nothing names a run but its moment.
    let key = message.dedupe_key ?? "task:\(invocation.context.taskID ?? "\(Invocation.now)")"
    do throws(MailError) {
      return try MailMessage(
        to: MailAddress(parsing: message.to_email), from: sender, subject: message.subject,
        html: message.html_content,
        text: message.text_content ?? PlainText.text(of: message.html_content),
        headers: message.unsubscribe_url.map { url throws(MailError) in try Unsubscribing.headers(url) }
          ?? [],
        key: key)
    } catch {
      throw .message("\(error)")
    }
  }
}

extension Failure {
  /// The end of a run whose mail was not sent, or of which nobody knows.
  init(_ error: SendingError) {
    self =
      switch error.outcome {
      case .permanent: .permanent("\(error)", type: "MailRefused")
      case .later(let seconds): .later("\(error)", after: seconds)
      case .configuration: .configuration("\(error)")
      // Sending it again could be the second time: that is for a person to decide.
      case .unknown: .permanent("\(error)", type: "MailOutcomeUnknown")
      }
  }
}
