// Sending by a mail server (RFC 6409), and what its replies mean for the mail.

public import Transfer

/// The operator's mail server.
public struct SMTPTransport: MailTransport {
  /// How it is called.
  public let name = "smtp"
  private let server: SMTPServer

  /// Makes the transport.
  public init(_ server: SMTPServer) { self.server = server }

  /// Gives a mail to the server.
  public func send(_ mail: MailMessage, at time: Double) throws(SendingError) -> MailReceipt {
    let exchange = SMTPExchange(
      mail.bytes(at: time), from: mail.from.address, to: mail.to.address, by: server)
    return try receipt(exchange.deliver())
  }

  /// The receipt of a mail that was taken.
  func receipt(_ delivery: SMTPDelivery) throws(SendingError) -> MailReceipt {
    let words = delivery.reply.map { "\($0.code) \($0.text)".quoted(without: server.secrets) } ?? ""
    guard !delivery.isAccepted else { return MailReceipt(providerID: words) }
    guard let reply = delivery.reply, reply.code >= 400 else { throw loss(delivery) }
    let reason = "\(server) answers \(delivery.step.inWords) with \(words)"
    guard reply.code >= 500 else {
      throw SendingError(.later(afterSeconds: nil), "cannot send the mail now: \(reason)")
    }
    if delivery.step < .sender || [530, 534, 535, 538].contains(reply.code) {
      throw SendingError(.configuration, "cannot use the mail server: \(reason)")
    }
    if delivery.step == .sender, reply.code != 552 {
      throw SendingError(.configuration, "cannot use the sender's address: \(reason)")
    }
    throw SendingError(
      .permanent, "cannot send the mail: \(reason)",
      isAboutRecipient: delivery.step == .recipient && reply.isAboutAddress)
  }

  /// The end of an attempt without a word of the server.
  private func loss(_ delivery: SMTPDelivery) -> SendingError {
    let detail = (delivery.error?.detail ?? "it said nothing").quoted(without: server.secrets)
    if delivery.step == .confirming {
      return SendingError(
        .unknown,
        "cannot tell whether the mail went: \(server) was given all of it and did not answer: \(detail)")
    }
    let isSetting = delivery.error?.code == .tls
    return SendingError(
      isSetting ? .configuration : .later(afterSeconds: nil), "cannot send the mail by \(server): \(detail)")
  }
}

extension SMTPDelivery.Step {
  /// Fit to follow "answers".
  fileprivate var inWords: String {
    switch self {
    case .connecting: "the connection"
    case .greeting: "EHLO"
    case .securing: "STARTTLS"
    case .authenticating: "the login"
    case .sender: "the sender"
    case .recipient: "the recipient"
    case .announcing: "DATA"
    case .content, .confirming: "the mail"
    }
  }
}

extension SMTPDelivery.Reply {
  /// Whether it says that there is no such mailbox: by the enhanced code (RFC 3463, 3.2), or the plain one without it.
  fileprivate var isAboutAddress: Bool {
    let first = text.split(separator: " ").first.map(String.init) ?? ""
    let parts = first.split(separator: ".").map { Int($0) }
    guard parts.count == 3, !parts.contains(nil) else { return [550, 551, 553].contains(code) }
    return parts[0] == 5 && parts[1] == 1
  }
}
