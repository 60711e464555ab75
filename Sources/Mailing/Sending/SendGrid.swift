// Sending by SendGrid's API: https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send

internal import WebURL

internal import JSONText
internal import Transfer

/// The account at SendGrid.
public struct SendGrid: MailTransport {
  /// How it is called.
  public let name = "sendgrid"
  private let url: URL
  private let key: String

  /// Makes the transport.
  ///
  /// - Parameters:
  ///   - key: The key of the API.
  ///   - base: Its address; nil: `https://api.sendgrid.com`.
  /// - Throws: ``SendingError`` of outcome `configuration`.
  public init(key: String, base: String? = nil) throws(SendingError) {
    let base = base ?? "https://api.sendgrid.com"
    guard let url = URL(base), url.isWeb, url.username.isEmpty, let endpoint = URL("/v3/mail/send", base: url)
    else {
      throw SendingError(.configuration, "cannot use SENDGRID_API_URL: it is no http or https URL")
    }
    guard key.isPrintableASCII else {
      throw SendingError(.configuration, "cannot use SENDGRID_API_KEY: it holds characters that no key has")
    }
    self.url = endpoint
    self.key = key
  }

  /// Sends a mail.
  public func send(_ mail: MailMessage, at time: Double) throws(SendingError) -> MailReceipt {
    var request = Request(
      url, method: .post,
      headers: [("Authorization", "Bearer \(key)"), ("Content-Type", "application/json")],
      body: Self.body(mail).bytes())
    request.limits.total = .seconds(40)
    request.limits.decodedBytes = 65_536
    // It may take its time to answer.
    request.limits.lowSpeedTime = .zero
    let answer = Transfers(profile: .configured, userAgent: "devseo-tasks").send(request)
    return try SendGridAnswer(answer, secrets: [key], at: time).receipt()
  }

  /// The body of the request; the names are the API's.
  static func body(_ mail: MailMessage) -> JSON {
    var members: [String: JSON] = [
      "personalizations": [["to": [mail.to.json], "custom_args": ["dedupe_key": .string(mail.digest)]]],
      "from": mail.from.json, "subject": .string(mail.subject),
      // Plain text has to be the first.
      "content": [
        ["type": "text/plain", "value": .string(mail.text)],
        ["type": "text/html", "value": .string(mail.html)],
      ],
    ]
    if !mail.headers.isEmpty {
      members["headers"] = .object(
        Dictionary(mail.headers.map { ($0.name, .string($0.value)) }) { first, _ in first })
    }
    return .object(members)
  }
}

extension MailAddress {
  fileprivate var json: JSON {
    var members: [String: JSON] = ["email": .string(address)]
    if let name { members["name"] = .string(name) }
    return .object(members)
  }
}
