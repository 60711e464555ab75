// `devseo mail resend` beside a dispatcher: the mail that was given up goes, with the message that was given up.

import Fixtures
import JSONText
import Postgres
import Processes
import Testing

@Suite struct `devseo mail resend` {
  /// A mail whose outcome nobody knows, and the dispatcher that gave it up; from then on the provider answers.
  private func withLostMail(
    _ key: String?, _ body: (NoticeStage, RunningDispatcher, _ id: Int, LoopbackServer) throws -> Void
  ) throws {
    let answers = Flag()
    try NoticeStage.run { stage in
      try withServer(answering: { _ in
        answers.isSet ? .status(202, headers: [("X-Message-Id", "m1")]) : .raw("")
      }) {
        server in
        let variables = [
          "DATABASE_URL": stage.variables["DATABASE_URL"] ?? "", "SENDGRID_API_KEY": "SG.k",
          "SENDGRID_API_URL": server.url(""), "SENDGRID_FROM_EMAIL": "a@devseo.example",
        ]
        let options = DispatcherOptions(handlers: ["handlers/email-handler"], variables: variables)
        try withDispatcher(options) { dispatcher in
          var members: [String: JSON] = [
            "to_email": "ann@example.com", "subject": "s", "html_content": "<p>h</p>",
          ]
          if let key { members["dedupe_key"] = .string(key) }
          let sent = try devseo(
            [
              "send", "app.tasks.email_tasks.send_email", "--queue", "email", "--kwargs",
              JSON.object(members).description,
            ],
            dispatcher, stage)
          try #require(sent.status == .exited(0), "\(sent.errorText)")
          try dispatcher.process.wait(for: "giving up") {
            try dispatcher.redis.cli("LLEN", "email") == "0"
              && devseo(["dead", "list", "email"], dispatcher, stage).outputText.contains(
                "MailOutcomeUnknown")
          }
          answers.set(true)
          let id = try stage.connection.execute("select id from email_log where status = 'unknown'")[0]
            .read("id", as: Int.self)
          try body(stage, dispatcher, id, server)
        }
      }
    }
  }

  private func devseo(_ arguments: [String], _ dispatcher: RunningDispatcher, _ stage: NoticeStage) throws
    -> Ended
  {
    try runProgram(
      builtProduct("devseo"), arguments: arguments,
      environment: ["REDIS_URL": dispatcher.redis.url, "DATABASE_URL": stage.variables["DATABASE_URL"] ?? ""])
  }

  @Test(arguments: [nil, "digest:7:2026-11-25"]) func `has the mail sent`(key: String?) throws {
    try withLostMail(key) { stage, dispatcher, id, server in
      let resend = try devseo(["mail", "resend", "\(id)"], dispatcher, stage)
      try #require(resend.status == .exited(0), "\(resend.errorText)")
      #expect(resend.outputText.hasPrefix("mail \(id) is sent again: replayed "))
      try dispatcher.process.wait(for: "the mail") {
        try stage.connection.execute("select from email_log where status = 'sent' and attempts = 2").count
          == 1
      }
      #expect(server.requests.count == 2 && server.requests[0].body == server.requests[1].body)
      let again = try devseo(["mail", "resend", "\(id)"], dispatcher, stage)
      #expect(again.status == .exited(1))
      #expect(
        again.errorText.contains("cannot resend mail \(id): there is none that failed or may have gone"))
    }
  }

  @Test func `says that nobody has its message any more`() throws {
    try withLostMail("digest:7:2026-11-25") { stage, dispatcher, id, server in
      let resend = try devseo(["mail", "resend", "\(id)", "--queue", "other"], dispatcher, stage)
      #expect(resend.status == .exited(1))
      #expect(
        resend.errorText.contains(
          "no dead letter of other has its message; it goes with the next run of its task"))
      #expect(try stage.connection.execute("select from email_log where status = 'queued'").count == 1)
      #expect(server.requests.count == 1)
    }
  }
}
