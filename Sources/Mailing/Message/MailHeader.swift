// A header field beyond those that every mail has.

/// A header field with a value of ASCII.
public struct MailHeader: Hashable, Sendable {
  /// The name, such as `List-Unsubscribe`.
  public let name: String
  /// The value.
  public let value: String

  /// Fields that are the writer's own, or a server's.
  private static let reserved: Set<String> = [
    "bcc", "cc", "date", "dkim-signature", "from", "message-id", "mime-version", "received", "reply-to",
    "return-path", "sender", "subject", "to", "x-sg-eid", "x-sg-id",
  ]

  /// Makes a field.
  ///
  /// - Parameters:
  ///   - name: Its name; those of the mail itself, such as To and Bcc, are refused.
  ///   - value: Printable ASCII; no word of it longer than 900 bytes, so that it can be folded.
  /// - Throws: ``MailError``.
  public init(_ name: String, _ value: String) throws(MailError) {
    func refuse(_ reason: String) -> MailError { MailError("a header field", reason) }
    guard !name.isEmpty, name.utf8.count <= 64,
      name.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") })
    else { throw refuse("its name is none") }
    guard !Self.reserved.contains(name.lowercased()), !name.lowercased().hasPrefix("content-") else {
      throw refuse("\(name) is not for others to set")
    }
    guard !value.isEmpty, value.isPrintableASCII else {
      throw refuse("the value of \(name) is not printable ASCII")
    }
    guard value.utf8.first != 0x20, value.utf8.last != 0x20, !value.contains("  "),
      value.split(separator: " ").allSatisfy({ $0.utf8.count <= 900 })
    else { throw refuse("the value of \(name) cannot be folded") }
    self.name = name
    self.value = value
  }
}
