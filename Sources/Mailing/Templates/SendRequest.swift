// A rendered mail as a message to whoever sends mails: the arguments of `send_email`.

public import JSONText

extension MailContent {
  /// The task that sends mails.
  public static let task = "app.tasks.email_tasks.send_email"

  /// The arguments of that task.
  ///
  /// - Parameters:
  ///   - address: To whom it goes.
  ///   - key: What makes two mails the same.
  ///   - links: The links at its end, of which one ends such mails.
  /// - Returns: The keyword arguments.
  public func arguments(to address: String, key: String, links: MailLinks) -> [String: JSON] {
    var arguments: [String: JSON] = [
      "to_email": .string(address), "subject": .string(subject), "html_content": .string("\(html)"),
      "text_content": .string(text), "dedupe_key": .string(key),
    ]
    if let url = links.unsubscribe { arguments["unsubscribe_url"] = .string(url) }
    return arguments
  }

  /// The mail itself, as that task makes it of these arguments.
  ///
  /// - Parameters:
  ///   - address: To whom it goes.
  ///   - sender: Who writes.
  ///   - key: What makes two mails the same.
  ///   - links: The links at its end, of which one ends such mails.
  /// - Returns: The mail.
  /// - Throws: ``MailError``, above all when the address is none.
  public func message(
    to address: String, from sender: MailAddress, key: String, links: MailLinks
  ) throws(MailError) -> MailMessage {
    try MailMessage(
      to: MailAddress(parsing: address), from: sender, subject: subject, html: "\(html)", text: text,
      headers: links.unsubscribe.map { url throws(MailError) in try Unsubscribing.headers(url) } ?? [],
      key: key)
  }
}

extension MailLinks {
  /// The links for one user, by the settings.
  ///
  /// - Parameters:
  ///   - user: The user's id.
  ///   - setting: Gives a setting by its name: `APP_URL`, `UNSUBSCRIBE_KEY`.
  public init(user: String, _ setting: (String) -> String?) {
    guard var base = setting("APP_URL"), base.hasPrefix("https://") || base.hasPrefix("http://") else {
      self.init()
      return
    }
    while base.hasSuffix("/") { base.removeLast() }
    self.init(app: base + "/", settings: "\(base)/settings/notifications")
    // One click works by https alone (RFC 8058, 3.1).
    if let key = setting("UNSUBSCRIBE_KEY"), base.hasPrefix("https://") {
      unsubscribe = Unsubscribing.url(for: user, at: base, key: key)
    }
  }

  /// Where a crawl is told in full; nil: nobody knows where the service is.
  public func report(ofJob job: String) -> String? {
    app.map { "\($0)crawls/\(job.asPathSegment)" }
  }
}

extension String {
  /// As a part of a URL's path: whatever is not unreserved (RFC 3986, 2.3) is percent-encoded.
  fileprivate var asPathSegment: String {
    utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
        String(UnicodeScalar(byte))
      default: (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }
}

extension CrawlNews {
  /// What the database holds about a crawl that has ended.
  ///
  /// - Parameters:
  ///   - status: `completed` or `failed`.
  ///   - summary: The abridged result.
  ///   - reason: Why it failed.
  ///   - domain: The site.
  ///   - previousScore: The score of the crawl before.
  ///   - recommendations: What a language model recommends; nil: nothing yet.
  ///   - reportURL: Where it is told in full.
  public init(
    status: String, summary: JSON?, reason: String?, domain: String, previousScore: Int?,
    recommendations: JSON? = nil, reportURL: String?
  ) {
    if status == "completed", let summary {
      self.init(summary: summary, domain: domain, previousScore: previousScore)
      advice = recommendations.flatMap(Advice.init)
    } else {
      self.init(domain: domain, outcome: status == "completed" ? "" : "failed")
      self.reason = reason?.asOneLine
    }
    self.reportURL = reportURL
  }
}
