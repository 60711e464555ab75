// Mails as files: for those who try the service, and for tests of whoever sends them.

internal import Runtime

/// A folder in which each mail becomes an `.eml` file, which mail programs open.
public struct MailFolder: MailTransport {
  /// How it is called.
  public let name = "file"
  private let folder: String

  /// Makes the transport.
  ///
  /// - Parameter folder: The folder; it is made when it is not there.
  public init(_ folder: String) { self.folder = folder }

  /// Writes a mail; one that is the same mail is written over.
  public func send(_ mail: MailMessage, at time: Double) throws(SendingError) -> MailReceipt {
    let file = "\(mail.digest).eml"
    do throws(FileFailure) {
      try WholeFile.write(mail.bytes(at: time), to: file, in: folder)
    } catch {
      throw SendingError(.configuration, "\(error)")
    }
    return MailReceipt(providerID: "\(folder)/\(file)")
  }
}
