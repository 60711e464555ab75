// Ending mails with one click (RFC 8058), by a URL that nobody but us can make.

internal import Hashing

/// Unsubscribing from mails that come by themselves.
public enum Unsubscribing {
  /// The header fields by which mail programs offer it.
  ///
  /// - Parameter url: Where they post to; https.
  /// - Returns: The two fields.
  /// - Throws: ``MailError`` when it is no such URL.
  public static func headers(_ url: String) throws(MailError) -> [MailHeader] {
    guard url.hasPrefix("https://"), url.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x3E }) else {
      throw MailError("the URL to unsubscribe", "it is no https URL")
    }
    return [
      try MailHeader("List-Unsubscribe", "<\(url)>"),
      try MailHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]
  }

  /// The URL for one person: `APP_URL/unsubscribe?token=USER.SIGNATURE`.
  ///
  /// Both halves are base64url (RFC 4648, 5): of the user's id, and of the HMAC-SHA-256 of `unsubscribe:` and that id.
  ///
  /// - Parameters:
  ///   - user: The user's id.
  ///   - app: `APP_URL`.
  ///   - key: `UNSUBSCRIBE_KEY`.
  /// - Returns: The URL.
  public static func url(for user: String, at app: String, key: String) -> String {
    let signature = SHA256.authentication(of: Array("unsubscribe:\(user)".utf8), by: Array(key.utf8))
    let base = app.hasSuffix("/") ? String(app.dropLast()) : app
    return "\(base)/unsubscribe?token=\(Base64.text(Array(user.utf8), forURLs: true))."
      + Base64.text(signature, forURLs: true)
  }
}
