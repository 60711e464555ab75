// A mail's way from a handler to whoever takes it: by leave of the ledger where there is a database, then by the
// transport that the settings choose.

public import HandlerKit
public import JSONText
public import Mailing

internal import Logging
internal import Messages
internal import Runtime
internal import Store

/// The operator's way for mails, for as long as a handler runs.
public struct Delivery {
  private let settings: MailSettings
  private let program: String
  private let invocation: Invocation

  /// Whom mails are from.
  public var sender: MailAddress { settings.from }

  /// Reads the settings; nobody is connected yet.
  ///
  /// - Parameters:
  ///   - invocation: The run.
  ///   - program: The name under which the database lists its connections.
  ///   - needsTransport: Whether mails without a transport are refused, and not put into the folder `mail`.
  /// - Throws: ``Undelivered/unsent(_:)`` when the settings are wrong.
  public init(_ invocation: Invocation, program: String, needsTransport: Bool) throws(Undelivered) {
    do throws(SendingError) {
      settings = try MailSettings(isDispatched: needsTransport, Environment.value)
    } catch {
      throw .unsent(error)
    }
    (self.invocation, self.program) = (invocation, program)
  }

  /// Sends a mail, unless the ledger says that there is nothing to do.
  ///
  /// - Parameters:
  ///   - mail: The mail.
  ///   - isSubscribed: Whether it comes by itself, so that whoever opted out does not get it.
  /// - Returns: What `send_email` returns: `status` is `sent`, `already sent` or `suppressed`.
  /// - Throws: ``Undelivered``.
  public func send(_ mail: MailMessage, isSubscribed: Bool) throws(Undelivered) -> JSON {
    guard invocation.stop == nil else { throw .stopped }
    guard let ledger = try ledger(mail.key, to: mail.to.key, isSubscribed: isSubscribed) else {
      if invocation.context.isDispatched {
        invocation.log.notice("without a database a mail whose task runs twice may be sent twice")
      }
      return try send(mail) { _ in }
    }
    switch try ledger.claim() {
    case .failure(let done):
      invocation.log.info("nothing to send", metadata: ["status": "\(done.result["status"]?.string ?? "")"])
      return done.result
    case .success(let turn): return try send(mail) { ledger.conclude(turn, as: $0, invocation) }
    }
  }

  /// Writes down that a mail can be none, so that it is known and not tried again.
  ///
  /// - Parameters:
  ///   - key: What would have named it.
  ///   - recipient: To whom it was to go, as it was written.
  ///   - reason: Why it can be none.
  /// - Throws: ``Undelivered/unrecorded(_:)``, or what else the ledger has against it.
  public func refuse(_ key: String, to recipient: String, because reason: String) throws(Undelivered) {
    guard let ledger = try ledger(key, to: recipient, isSubscribed: true) else { return }
    if case .success(let turn) = try ledger.claim() {
      ledger.conclude(turn, as: .failed(reason: reason, suppresses: false), invocation)
    }
  }

  /// The ledger for one mail; nil: there is no database.
  private func ledger(
    _ key: String, to recipient: String, isSubscribed: Bool
  ) throws(Undelivered) -> Ledger? {
    let kind = key.split(separator: ":").first.map(String.init) ?? ""
    return try Ledger(
      MailEntry(
        dedupeKey: key, recipient: recipient,
        kind: ["digest", "crawl-complete"].contains(kind) ? kind : "other", isSubscribed: isSubscribed),
      program, invocation)
  }

  private func send(_ mail: MailMessage, conclude: (MailOutcome) -> Void) throws(Undelivered) -> JSON {
    let transport = settings.transport
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
      throw .unsent(error)
    }
  }
}
