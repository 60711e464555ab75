// Sends one e-mail: from `{"to_email": ..., "subject": ..., "html_content": ...}` to who has taken it.

import Delivery
import HandlerKit
import JSONText
import Mailing
import Messages

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
    do throws(Undelivered) {
      let delivery = try Delivery(
        invocation, program: Self.usage.name, needsTransport: invocation.context.isDispatched)
      let mail = try Self.mail(message, from: delivery.sender, invocation)
      return try delivery.send(mail, isSubscribed: message.unsubscribe_url != nil)
    } catch {
      throw Failure(error)
    }
  }

  /// The mail of a message.
  static func mail(
    _ message: Message, from sender: MailAddress, _ invocation: Invocation
  ) throws(Undelivered) -> MailMessage {
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
      throw .unmade(error)
    }
  }
}
