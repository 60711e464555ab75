// A way for a mail to go.

/// Sends mails.
public protocol MailTransport {
  /// What it is called in logs and results, such as `smtp`.
  var name: String { get }

  /// Sends one mail, or hands it to somebody who answers for it from then on.
  ///
  /// - Parameters:
  ///   - mail: The mail.
  ///   - time: Now, in seconds since 1970.
  /// - Returns: What is known about it.
  /// - Throws: ``SendingError``.
  func send(_ mail: MailMessage, at time: Double) throws(SendingError) -> MailReceipt
}

/// What is known about a mail that was sent.
public struct MailReceipt: Hashable, Sendable {
  /// What the mail is called by who has it now: an id, a server's words, a file.
  public var providerID: String?

  /// A receipt.
  public init(providerID: String?) { self.providerID = providerID }
}

extension String {
  /// Words of another program, fit for one line of a log: without secrets and controls, at most 500 bytes.
  func quoted(without secrets: [String]) -> String {
    var text = self
    // A server may repeat what it was sent, and that was in base64 (RFC 4954, 4).
    let forms = secrets.flatMap { [$0, Base64.text(Array($0.utf8))] }
    for secret in forms.sorted(by: { $0.utf8.count > $1.utf8.count }) where !secret.isEmpty {
      text = text.replacing(secret, with: "***")
    }
    text = String(
      String.UnicodeScalarView(text.unicodeScalars.map { String($0).holdsControl ? " " : $0 }))
    guard text.utf8.count > 500 else { return text }
    return String(decoding: text.utf8.prefix(496), as: UTF8.self) + "…"
  }
}
