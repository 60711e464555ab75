// One mail to one person. It cannot be made unless it can be written: no part of it can end a header line, name a
// second recipient or be taken for a command of a mail server.

internal import Hashing

/// A mail of two parts that say the same: HTML and plain text.
public struct MailMessage: Hashable, Sendable {
  /// To whom it goes, and to nobody else.
  public let to: MailAddress
  /// Who writes.
  public let from: MailAddress
  /// What it is about, in any language.
  public let subject: String
  /// For programs that show HTML.
  public let html: String
  /// For those that do not, and for those who cannot see.
  public let text: String
  /// Further header fields.
  public let headers: [MailHeader]
  /// What makes two mails the same mail, however often it is sent.
  public let key: String

  /// Makes a mail.
  ///
  /// - Parameters:
  ///   - to: To whom it goes.
  ///   - from: Who writes.
  ///   - subject: One line, at most 998 bytes.
  ///   - html: The HTML part; not empty.
  ///   - text: The plain part.
  ///   - headers: Further header fields, each name once.
  ///   - key: What makes two mails the same.
  /// - Throws: ``MailError``.
  public init(
    to: MailAddress, from: MailAddress, subject: String, html: String, text: String,
    headers: [MailHeader] = [], key: String
  ) throws(MailError) {
    guard !subject.holdsControl else { throw MailError("the subject", "it holds a control character") }
    guard subject.utf8.count <= 998 else { throw MailError("the subject", "it is longer than 998 bytes") }
    guard subject.contains(where: { !$0.isWhitespace }) else {
      throw MailError("the subject", "it is empty")
    }
    guard html.contains(where: { !$0.isWhitespace }) else { throw MailError("the HTML part", "it is empty") }
    guard Set(headers.map { $0.name.lowercased() }).count == headers.count else {
      throw MailError("a header field", "its name occurs twice")
    }
    (self.to, self.from, self.subject, self.headers, self.key) = (to, from, subject, headers, key)
    self.html = html.withoutNUL
    self.text = text.contains { !$0.isWhitespace } ? text.withoutNUL : subject
  }

  /// What names the mail to everybody, without angle brackets: the same whenever the same mail is written.
  public var messageID: String { "\(digest)@\(from.domain)" }

  /// Thirty-two digits made of the key.
  var digest: String {
    SHA256.digest("devseo mail\n\(to.key)\n\(key)".utf8).prefix(16).hexadecimal
  }
}

extension String {
  /// With U+FFFD in place of each NUL, which no mail may hold (RFC 5322, 3.5; RFC 2045, 2.7).
  fileprivate var withoutNUL: String {
    guard utf8.contains(0) else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : $0 }))
  }
}
