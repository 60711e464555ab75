// email-handler as it is run: a message, and the settings of the way that its mail goes.

import Fixtures
import JSONText

/// The sender of mails as an executable.
enum EmailProgram {
  static let path = builtProduct("email-handler")
  /// The task that a dispatcher would run.
  static let dispatched = ["TASK_ID": "11111111-2222-3333-4444-555555555555"]

  /// A message with the members that a test is about.
  static func message(_ members: [String: JSON] = [:]) -> JSON {
    .object(
      ["to_email": "ann@example.com", "subject": "Γεια", "html_content": "<p>Hello <b>Ann</b></p>"]
        .merging(members) { _, given in given })
  }

  /// Runs it; by hand, unless the variables name a task.
  static func run(_ members: [String: JSON] = [:], _ variables: [String: String]) throws -> Ended {
    try runProgram(
      path, input: message(members).bytes(),
      environment: ["SENDGRID_FROM_EMAIL": "DevSEO <reports@devseo.example>"].merging(variables) { $1 },
      events: true)
  }

  /// A mail as the mail server took it, read by Python.
  static func read(_ taken: JSON) throws -> JSON {
    let content = try runProgram(
      "/usr/bin/base64", arguments: ["-d"], input: Array((taken["content"]?.string ?? "").utf8))
    return try readByPython([content.output])[0]
  }
}
