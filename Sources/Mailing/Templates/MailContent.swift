// What a template gives: the three parts of a mail that are words.

public import Markup

/// A rendered mail.
public struct MailContent: Hashable, Sendable {
  /// The subject.
  public var subject: String
  /// A whole HTML document.
  public var html: HTMLText
  /// The same in plain text.
  public var text: String

  /// How many bytes of HTML a mail may have: Gmail cuts what is longer than about 102 KB.
  public static let sizeLimit = 100_000
}

/// Where the service's own pages are, for the links at the end of a mail.
public struct MailLinks: Hashable, Sendable {
  /// The service itself.
  public var app: String?
  /// The settings of mails.
  public var settings: String?
  /// Where one click ends such mails.
  public var unsubscribe: String?

  /// No links, or those that are known.
  public init(app: String? = nil, settings: String? = nil, unsubscribe: String? = nil) {
    (self.app, self.settings, self.unsubscribe) = (app, settings, unsubscribe)
  }
}
