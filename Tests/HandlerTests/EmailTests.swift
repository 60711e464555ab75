// email-handler from the message to whoever takes the mail, and every end it can have without a database.

import Fixtures
import JSONText
import Processes
import Testing

@Suite struct `email-handler` {
  @Test func `gives a mail to a server, by STARTTLS, TLS and logins alike`() throws {
    try withMailServer { server in
      let login = "user:\(MailServer.encodedPassword)@127.0.0.1"
      for url in [
        "smtp://127.0.0.1:\(server.port)", "smtp://\(login):\(server.port)?tls=required",
        "smtps://\(login):\(server.tlsPort)",
      ] {
        let ended = try EmailProgram.run(
          ["dedupe_key": "digest:7:2026-11-25", "unsubscribe_url": "https://app.devseo.example/u?t=1"],
          ["SMTP_URL": url, "SSL_CERT_FILE": server.certificate].merging(EmailProgram.dispatched) { $1 })
        try #require(ended.status == .exited(0), "\(ended.errorText)")
        let result = try ended.result
        #expect(result["status"] == "sent" && result["transport"] == "smtp")
        #expect(result["provider_id"] == "250 2.0.0 taken as 4711")
        #expect(!ended.errorText.contains("s3cr"))
      }
      let mails = try server.mails
      #expect(mails.map { $0["tls"] } == [false, true, true])
      #expect(mails.map { $0["user"] } == [.null, "user", "user"])
      let read = try mails.map(EmailProgram.read)
      let names = read.map { mail in
        mail["headers"]?.array?.first { $0[0] == "Message-ID" }?[1]?.string ?? ""
      }
      #expect(Set(names).count == 1 && names[0].hasSuffix("@devseo.example>"))
      for mail in read {
        #expect(mail["defects"] == [])
        #expect(mail["from"] == [["DevSEO", "reports@devseo.example"]])
        #expect(mail["parts"] == [["text/plain", "Hello Ann"], ["text/html", "<p>Hello <b>Ann</b></p>"]])
        let headers = mail["headers"]?.array ?? []
        #expect(headers.contains(["Subject", "Γεια"]))
        #expect(headers.contains(["List-Unsubscribe", "<https://app.devseo.example/u?t=1>"]))
        #expect(headers.contains(["List-Unsubscribe-Post", "List-Unsubscribe=One-Click"]))
      }
    }
  }

  @Test func `says in its log that it cannot promise once without a database`() throws {
    try withTemporaryFolder { folder in
      let variables = ["MAIL_DIR": folder].merging(EmailProgram.dispatched) { $1 }
      let log = try EmailProgram.run([:], variables).log
      #expect(
        log.map { $0["message"] } == [
          "without a database a mail whose task runs twice may be sent twice", "mail sent",
        ])
      // The same task writes the same file.
      _ = try EmailProgram.run([:], variables)
      #expect(names(in: folder).count == 1)
      // Nothing of the mail is in the log.
      #expect(!log.description.contains("ann@") && !log.description.contains("Γεια"))
    }
  }

  @Test func `writes files by hand, and asks for a transport under a dispatcher`() throws {
    try withTemporaryFolder { folder in
      let byHand = try runProgram(EmailProgram.path, input: EmailProgram.message().bytes()) {
        $0.directory = folder
      }
      #expect(byHand.status == .exited(0) && names(in: "\(folder)/mail").count == 1)
      let ended = try EmailProgram.run([:], EmailProgram.dispatched)
      #expect(ended.status == .exited(78))
      try ended.expectOneSentence(
        "cannot send mail: set SENDGRID_API_KEY, SMTP_URL or MAIL_DIR", type: "ConfigurationError")
    }
  }

  @Test(
    arguments: [
      (["to_email": "ann@example.com\r\nBcc: eve@example.com"], "cannot use the address: "),
      (["to_email": "ann@example.com, eve@example.com"], "cannot use the address: it is more than one"),
      (["subject": "a\r\nBcc: eve@example.com"], "cannot use the subject: it holds a control character"),
      (["html_content": " "], "cannot use the HTML part: it is empty"),
      (
        ["unsubscribe_url": "http://app.devseo.example/"],
        "cannot use the URL to unsubscribe: it is no https URL"
      ),
      (["unsubscribe_url": "https://a/>\r\nBcc: x"], "cannot use the URL to unsubscribe: it is no https URL"),
    ] as [([String: JSON], String)])
  func `sends no mail that could be another one`(members: [String: JSON], reason: String) throws {
    try withTemporaryFolder { folder in
      let ended = try EmailProgram.run(members, ["MAIL_DIR": folder])
      #expect(ended.status == .exited(65))
      try ended.expectOneSentence(reason, type: "ValueError")
      #expect(names(in: folder, withHidden: true).isEmpty)
    }
  }

  @Test func `ends as the mail server answers`() throws {
    try withMailServer { server in
      let url = ["SMTP_URL": "smtp://127.0.0.1:\(server.port)"].merging(EmailProgram.dispatched) { $1 }
      let cases: [(String, Int32, String)] = [
        ("gone", 65, "MailRefused"), ("spam", 65, "MailRefused"), ("lost", 65, "MailOutcomeUnknown"),
        ("login", 78, "ConfigurationError"),
      ]
      for (name, status, type) in cases {
        let ended = try EmailProgram.run(["to_email": "\(name)@example.com"], url)
        #expect(ended.status == .exited(status), "\(name): \(ended.errorText)")
        #expect(try ended.events.last?["failure"]?["type"] == .string(type))
      }
      let later = try EmailProgram.run(["to_email": "grey@example.com"], url)
      #expect(later.status == .exited(75))
      #expect(try later.events.last?["retry"]?["charged"] != false)
    }
  }

  @Test func `waits as long as SendGrid asks it to, and tells nobody the key`() throws {
    try withServer(["*": .status(429, headers: [("Retry-After", "37")])]) { server in
      let variables = [
        "SENDGRID_API_KEY": "SG.s3cret-canary", "SENDGRID_API_URL": server.url(""),
      ].merging(EmailProgram.dispatched) { $1 }
      let ended = try EmailProgram.run([:], variables)
      #expect(ended.status == .exited(75))
      #expect(try ended.events.last?["retry"]?["after_s"]?.double == 37)
      #expect(server.requests.first?["authorization"] == "Bearer SG.s3cret-canary")
      for text in [ended.errorText, ended.outputText, String(decoding: ended.eventBytes, as: UTF8.self)] {
        #expect(!text.contains("canary"))
      }
    }
  }
}
