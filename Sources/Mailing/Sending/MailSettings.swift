// Who sends, and by what way: the operator's settings.

internal import Transfer

/// The sender and the transport.
public struct MailSettings {
  /// Who writes.
  public let from: MailAddress
  /// The way.
  public let transport: any MailTransport

  /// Reads the settings: MAIL_DIR before SMTP_URL before SENDGRID_API_KEY.
  ///
  /// By hand there is always a way: without a setting mails become files in the folder `mail`.
  ///
  /// - Parameters:
  ///   - isDispatched: Whether success may be claimed only for mails that somebody receives.
  ///   - setting: Gives a setting by its name.
  /// - Throws: ``SendingError`` of outcome `configuration`.
  public init(isDispatched: Bool, _ setting: (String) -> String?) throws(SendingError) {
    let sender: String
    if let folder = setting("MAIL_DIR") {
      transport = MailFolder(folder)
      sender = setting("SENDGRID_FROM_EMAIL") ?? "devseo@localhost"
    } else if let text = setting("SMTP_URL") {
      do throws(InvalidSMTPServer) {
        transport = SMTPTransport(try SMTPServer(parsing: text))
      } catch {
        throw SendingError(.configuration, "cannot use SMTP_URL: \(error)")
      }
      sender = try Self.sender(setting)
    } else if let key = setting("SENDGRID_API_KEY") {
      transport = try SendGrid(key: key, base: setting("SENDGRID_API_URL"))
      sender = try Self.sender(setting)
    } else if !isDispatched {
      transport = MailFolder("mail")
      sender = setting("SENDGRID_FROM_EMAIL") ?? "devseo@localhost"
    } else {
      throw SendingError(
        .configuration, "cannot send mail: set SENDGRID_API_KEY, SMTP_URL or MAIL_DIR")
    }
    do throws(MailError) {
      from = try MailAddress(parsing: sender)
    } catch {
      throw SendingError(.configuration, "cannot use SENDGRID_FROM_EMAIL: \(error)")
    }
  }

  private static func sender(_ setting: (String) -> String?) throws(SendingError) -> String {
    guard let sender = setting("SENDGRID_FROM_EMAIL") else {
      throw SendingError(.configuration, "cannot send mail: SENDGRID_FROM_EMAIL names no sender")
    }
    return sender
  }
}
