// What an answer of SendGrid means for the mail.

internal import JSONText
internal import Transfer

/// An answer, or the lack of one.
struct SendGridAnswer {
  private let result: Result<Response, TransferError>
  private let secrets: [String]
  private let time: Double

  init(_ result: Result<Response, TransferError>, secrets: [String], at time: Double) {
    (self.result, self.secrets, self.time) = (result, secrets, time)
  }

  /// The receipt of a mail that was taken.
  func receipt() throws(SendingError) -> MailReceipt {
    switch result {
    case .failure(let error): throw failure(error)
    case .success(let response):
      guard (200..<300).contains(response.status) else { throw refusal(response) }
      return MailReceipt(providerID: response.headers["x-message-id"]?.quoted(without: secrets))
    }
  }

  private func refusal(_ response: Response) -> SendingError {
    let errors = ((try? JSON(parsing: response.body))?["errors"]?.array ?? []).compactMap(Complaint.init)
    let words = errors.map(\.text).joined(separator: "; ").quoted(without: secrets)
    let reason = "SendGrid answers \(response.status)" + (words.isEmpty ? "" : ": \(words)")
    switch response.status {
    case 429:
      return SendingError(.later(afterSeconds: pause(response)), "cannot send the mail now: \(reason)")
    case 408, 500...:
      return SendingError(.later(afterSeconds: pause(response)), "cannot send the mail now: \(reason)")
    case 401, 403, 404, 405, 300..<400:
      return SendingError(.configuration, "cannot use SendGrid: \(reason)")
    default:
      return SendingError(
        .permanent, "cannot send the mail: \(reason)",
        isAboutRecipient: errors.contains { $0.field.hasPrefix("personalizations.0.to") })
    }
  }

  /// How long to wait: `Retry-After`, or when the account's allowance begins anew.
  private func pause(_ response: Response) -> Double? {
    if let wait = response.retryAfter(by: time) { return Double(min(wait.components.seconds, 3_600)) }
    guard let reset = response.headers["x-ratelimit-reset"].flatMap(Int.init) else { return nil }
    let left = Double(reset) - time
    return left > 0 ? min(left, 3600) : nil
  }

  private func failure(_ error: TransferError) -> SendingError {
    let reason = "\(error.target): \(error.detail)".quoted(without: secrets)
    switch error.code {
    case .invalidRequest, .tls, .refusedByPolicy:
      return SendingError(.configuration, "cannot reach SendGrid at \(reason)")
    case .dns, .connectFailed, .connectRefused, .connectTimedOut, .cancelled:
      return SendingError(.later(afterSeconds: nil), "cannot reach SendGrid at \(reason)")
    default:
      return SendingError(.unknown, "cannot tell whether the mail went: no answer from \(reason)")
    }
  }
}

/// One entry of `errors`.
private struct Complaint {
  let field: String
  let message: String

  init?(_ json: JSON) {
    guard let message = json["message"]?.string else { return nil }
    self.message = message
    field = json["field"]?.string ?? ""
  }

  var text: String { field.isEmpty ? message : "\(field): \(message)" }
}
