// Who answers as SendGrid does: each request is held to the documented form of v3/mail/send before it is taken.

import Fixtures
import JSONText

/// A look-alike of SendGrid's API.
enum SendGridPeer {
  static let key = "SG.test-key_0123456789"

  /// The answer to a request: 202, or what SendGrid says to one of another form.
  static func answer(_ request: LoopbackServer.Received) -> LoopbackServer.Answer {
    guard request.path == "/v3/mail/send" else { return error(404, "not found", nil) }
    guard request.method == "POST" else { return error(405, "method not allowed", nil) }
    guard request["authorization"] == "Bearer \(key)" else {
      return error(401, "The provided authorization grant is invalid, expired, or revoked", nil)
    }
    guard request["content-type"] == "application/json" else {
      return error(415, "Content-Type should be application/json.", nil)
    }
    guard let json = try? JSON(parsing: request.body) else { return error(400, "Bad Request", nil) }
    if let (field, message) = fault(json) { return error(400, message, field) }
    return .status(202, headers: [("X-Message-Id", "14c5d75ce93")])
  }

  static func error(_ status: Int, _ message: String, _ field: String?) -> LoopbackServer.Answer {
    let body: JSON = ["errors": [["message": .string(message), "field": JSON(field), "help": .null]]]
    return .response(
      status: status, headers: [("Content-Type", "application/json")], body: body.bytes())
  }

  /// The first member that is not as documented.
  private static func fault(_ json: JSON) -> (String, String)? {
    let known: Set = [
      "personalizations", "from", "reply_to", "reply_to_list", "subject", "content", "attachments",
      "template_id",
      "headers", "categories", "custom_args", "send_at", "batch_id", "asm", "ip_pool_name", "mail_settings",
      "tracking_settings",
    ]
    guard let members = json.object else { return ("", "The body is no object") }
    if let odd = members.keys.first(where: { !known.contains($0) }) {
      return (odd, "is not a valid parameter")
    }
    guard let people = json["personalizations"]?.array, (1...1000).contains(people.count) else {
      return ("personalizations", "must be an array with at least one item")
    }
    for (number, person) in people.enumerated() {
      let place = "personalizations.\(number)"
      guard let to = person["to"]?.array, !to.isEmpty else { return ("\(place).to", "is required") }
      for (index, address) in to.enumerated() where !isAddress(address) {
        return ("\(place).to.\(index).email", "Does not contain a valid address.")
      }
      if let arguments = person["custom_args"] {
        guard let values = arguments.object?.values, values.allSatisfy({ $0.string != nil }),
          arguments.bytes().count < 10_000
        else { return ("\(place).custom_args", "must be strings of less than 10000 bytes") }
      }
    }
    guard let from = json["from"], isAddress(from) else {
      return ("from.email", "Does not contain a valid address.")
    }
    guard let subject = json["subject"]?.string, !subject.isEmpty else { return ("subject", "is required") }
    guard !subject.contains(where: \.isNewline) else { return ("subject", "no newlines") }
    return faultOfContent(json)
  }

  private static func faultOfContent(_ json: JSON) -> (String, String)? {
    guard let content = json["content"]?.array, !content.isEmpty else { return ("content", "is required") }
    for (number, part) in content.enumerated() {
      guard let value = part["value"]?.string, !value.isEmpty, let type = part["type"]?.string else {
        return ("content.\(number).value", "must be a string at least one character in length")
      }
      // If there is plain text it has to be the first, and HTML follows it.
      guard number == 0 ? ["text/plain", "text/html"].contains(type) : type == "text/html" else {
        return (
          "content.\(number).type",
          "If present, text/plain and text/html may only be provided once, in that order"
        )
      }
    }
    let reserved: Set = [
      "x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding", "to",
      "from",
      "subject", "reply-to", "cc", "bcc",
    ]
    for (name, value) in json["headers"]?.object ?? [:] {
      guard !reserved.contains(name.lowercased()), value.string?.utf8.allSatisfy({ $0 < 0x80 }) == true else {
        return ("headers.\(name)", "is reserved, or its value is no ASCII text")
      }
    }
    return nil
  }

  private static func isAddress(_ json: JSON) -> Bool {
    guard let email = json["email"]?.string,
      Set(json.object?.keys.map(\.self) ?? []).isSubset(of: ["email", "name"])
    else { return false }
    let parts = email.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".")
      && email.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
      && json["name"]?.string?.isEmpty != true
  }
}
