// email-handler with a database: each mail goes once, whatever happens to its task.

import Fixtures
import Glibc
import JSONText
import Postgres
import Processes
import Testing

@Suite struct `email-handler with a database` {
  /// Runs `body` with the tables, and a folder for mails.
  private func withLedger(_ body: (Connection, [String: String], String) throws -> Void) throws {
    try withPostgres { url in
      let migrated = try runProgram(
        builtProduct("devseo"), arguments: ["migrate"], environment: ["DATABASE_URL": url])
      try #require(migrated.status == .exited(0), "\(migrated.errorText)")
      try withTemporaryFolder { folder in
        let connection = try Connection(to: DatabaseAddress(parsing: url))
        let roles = try contents(of: projectFile("infra/postgres/mail-roles.sql"))
        try connection.execute(script: String(decoding: roles, as: UTF8.self))
        let variables = [
          "DATABASE_URL": url.replacing("//tester@", with: "//devseo_mail@"), "MAIL_DIR": folder,
        ].merging(EmailProgram.dispatched) { $1 }
        try body(connection, variables, folder)
      }
    }
  }

  private func row(_ connection: Connection) throws -> (
    status: String, attempts: Int, error: String?, id: String?
  ) {
    let row = try connection.execute("select status, attempts, last_error, provider_id from email_log")[0]
    return try (row.read("status"), row.read("attempts"), row.read("last_error"), row.read("provider_id"))
  }

  @Test func `sends a mail once, however often its task runs`() throws {
    try withLedger { connection, variables, folder in
      let first = try EmailProgram.run([:], variables)
      try #require(first.status == .exited(0), "\(first.errorText)")
      #expect(try first.result["status"] == "sent" && first.log.count == 1)
      for name in names(in: folder) { unlink("\(folder)/\(name)") }
      let second = try EmailProgram.run([:], variables)
      #expect(try second.status == .exited(0) && second.result["status"] == "already sent")
      #expect(try second.result["provider_id"] == first.result["provider_id"])
      #expect(names(in: folder).isEmpty)
      let noted = try row(connection)
      #expect(noted.status == "sent" && noted.attempts == 1 && noted.error == nil)
      let key = try connection.execute("select dedupe_key, recipient, kind from email_log")[0]
      #expect(try key.read("dedupe_key", as: String.self) == "task:11111111-2222-3333-4444-555555555555")
      #expect(try key.read("recipient", as: String.self) == "ann@example.com")
    }
  }

  @Test func `sends one mail of two runs at a time`() throws {
    try withLedger { _, variables, folder in
      var programs: [Program] = []
      for _ in 0..<2 {
        var program = Program(EmailProgram.path)
        program.input = .bytes(EmailProgram.message(["dedupe_key": "digest:7:2026-11-25"]).bytes())
        program.environment = variables
        program.events = .captured
        programs.append(program)
      }
      let ends = try withProgram(programs[0]) { one in
        try withProgram(programs[1]) { other in [try one.ended(), try other.ended()] }
      }
      // The other found it sent, or somebody at it.
      let sent = ends.count { (try? $0.result["status"]) == "sent" }
      #expect(sent == 1, "\(ends.map(\.errorText))")
      #expect(ends.allSatisfy { $0.status == .exited(0) || $0.status == .exited(75) })
      #expect(names(in: folder).count == 1)
    }
  }

  @Test func `does not send what a run that died may have sent`() throws {
    try withLedger { connection, variables, folder in
      let insert =
        "insert into email_log (dedupe_key, recipient, status, attempts, sending_at) values ('digest:7:d', 'ann@example.com', 'sending', 1, now() - interval '1 s' * $1)"
      try connection.execute(insert, [.integer(10)])
      let early = try EmailProgram.run(["dedupe_key": "digest:7:d"], variables)
      #expect(early.status == .exited(75))
      let retry = try #require(try early.events.last?["retry"])
      #expect(retry["charged"] == false && (100...112).contains(retry["after_s"]?.double ?? 0), "\(retry)")
      #expect(try row(connection).status == "sending")

      try connection.execute("update email_log set sending_at = now() - interval '130 s'")
      for _ in 0..<2 {
        let late = try EmailProgram.run(["dedupe_key": "digest:7:d"], variables)
        #expect(late.status == .exited(65))
        #expect(try late.events.last?["failure"]?["type"] == "MailOutcomeUnknown")
        #expect(try row(connection).status == "unknown")
      }
      #expect(names(in: folder).isEmpty)

      let id = try connection.execute("select id from email_log")[0].read("id", as: Int.self)
      let resend = try runProgram(
        builtProduct("devseo"), arguments: ["mail", "resend", "\(id)"], environment: variables)
      #expect(
        resend.outputText == "mail \(id) goes with the next run of its task, which is named by digest:7:d\n")
      let again = try EmailProgram.run(["dedupe_key": "digest:7:d"], variables)
      #expect(try again.result["status"] == "sent" && names(in: folder).count == 1)
      let refused = try runProgram(
        builtProduct("devseo"), arguments: ["mail", "resend", "\(id)"], environment: variables)
      #expect(refused.status == .exited(1))
    }
  }

  @Test func `is killed between the server's word and its own, and the mail goes once`() throws {
    try withLedger { connection, variables, _ in
      // Takes the mail, and says nothing: the run is killed while it waits.
      try withServer(["*": .silence]) { server in
        var program = Program(EmailProgram.path)
        program.input = .bytes(EmailProgram.message().bytes())
        program.environment = variables.merging([
          "SENDGRID_API_KEY": "SG.k", "SENDGRID_API_URL": server.url(""),
          "SENDGRID_FROM_EMAIL": "a@devseo.example",
        ]) { $1 }
        program.environment["MAIL_DIR"] = nil
        try withProgram(program) { running in
          try running.wait(for: "asking SendGrid") { server.requests.count == 1 }
          running.send(signal: SIGKILL)
          _ = try running.ended()
        }
        #expect(try row(connection).status == "sending")
        try connection.execute("update email_log set sending_at = now() - interval '130 s'")
        let again = try runProgram(
          EmailProgram.path, input: EmailProgram.message().bytes(), environment: program.environment)
        #expect(again.status == .exited(65) && server.requests.count == 1)
        #expect(try row(connection).status == "unknown")
      }
    }
  }

  @Test func `says that a mail went, although the database went as well, and never sends it again`() throws {
    try withPostgresServer { database in
      let url = database.url()
      let migrated = try runProgram(
        builtProduct("devseo"), arguments: ["migrate"], environment: ["DATABASE_URL": url])
      try #require(migrated.status == .exited(0), "\(migrated.errorText)")
      try withServer(answering: { _ in
        database.stop()
        return .status(202)
      }) { server in
        let variables = [
          "DATABASE_URL": url, "SENDGRID_API_KEY": "SG.k", "SENDGRID_API_URL": server.url(""),
        ].merging(EmailProgram.dispatched) { $1 }
        let sent = try EmailProgram.run([:], variables)
        #expect(try sent.status == .exited(0) && sent.result["status"] == "sent")
        #expect(sent.errorText.contains("cannot write down what came of the mail: "))
        try database.start()
        try database.psql("update email_log set sending_at = now() - interval '16 minutes'")
        let list = try runProgram(
          builtProduct("devseo"), arguments: ["mail", "list", "--status", "unknown", "--json"],
          environment: variables)
        #expect(try list.result["mails"]?.array?.count == 1)
        let again = try EmailProgram.run([:], variables)
        #expect(again.status == .exited(65) && server.requests.count == 1)
      }
    }
  }

  @Test func `fails a mail that was put off for the last time`() throws {
    try withLedger { connection, variables, _ in
      try withServer(["*": .status(503)]) { server in
        var variables = variables.merging(["SENDGRID_API_KEY": "SG.k", "SENDGRID_API_URL": server.url("")]) {
          $1
        }
        variables["MAIL_DIR"] = nil
        for (attempt, state) in [("3", "queued"), ("4", "failed")] {
          let ended = try EmailProgram.run(
            [:], variables.merging(["TASK_ATTEMPT": attempt, "TASK_MAX_ATTEMPTS": "4"]) { $1 })
          #expect(ended.status == .exited(75))
          #expect(try row(connection).status == state)
        }
      }
    }
  }

  @Test func `writes down what the mail server says`() throws {
    try withLedger { connection, variables, _ in
      try withMailServer { server in
        var variables = variables.merging(["SMTP_URL": "smtp://127.0.0.1:\(server.port)"]) { $1 }
        variables["MAIL_DIR"] = nil
        func state(_ name: String) throws -> String {
          _ = try EmailProgram.run(
            ["to_email": .string("\(name)@example.com"), "dedupe_key": .string(name)], variables)
          return try connection.execute(
            "select status || ' ' || coalesce(last_error, '') as text from email_log where dedupe_key = $1",
            [.text(name)])[0]
            .read("text")
        }
        #expect(try state("grey").hasPrefix("queued cannot send the mail now: "))
        #expect(try state("spam").hasPrefix("failed cannot send the mail: "))
        #expect(try state("lost").hasPrefix("unknown cannot tell whether the mail went: "))
        #expect(try state("login").hasPrefix("queued cannot use the mail server: "))
        #expect(try state("gone").hasPrefix("failed "))
        // Nobody writes to an address again that does not exist; spam is no matter of the address.
        let suppressed = try connection.execute("select email, reason from email_suppressions")
        #expect(suppressed.count == 1)
        #expect(try suppressed[0].read("email", as: String.self) == "gone@example.com")
        let next = try EmailProgram.run(["to_email": "Gone@Example.com", "dedupe_key": "next"], variables)
        #expect(try next.result == ["status": "suppressed", "reason": "no such address"])
        #expect(try server.mails.isEmpty)
      }
    }
  }

  @Test func `respects who opted out, of mails that come by themselves`() throws {
    try withLedger { connection, variables, folder in
      try connection.execute("insert into email_suppressions (email) values ('ann@example.com')")
      let url: JSON = "https://app.devseo.example/u"
      let digest = try EmailProgram.run(["dedupe_key": "digest:7:d", "unsubscribe_url": url], variables)
      #expect(try digest.result == ["status": "suppressed", "reason": "opt-out"])
      #expect(names(in: folder).isEmpty)
      let asked = try EmailProgram.run(["dedupe_key": "password:7"], variables)
      #expect(try asked.result["status"] == "sent" && names(in: folder).count == 1)
    }
  }

  @Test func `does not send while the database is away or has no tables`() throws {
    try withTemporaryFolder { folder in
      let away = try EmailProgram.run(
        [:],
        ["DATABASE_URL": "postgresql://u:s3cret@127.0.0.1:1/d", "MAIL_DIR": folder].merging(
          EmailProgram.dispatched
        ) { $1 })
      #expect(away.status == .exited(75))
      #expect(try away.events.last?["retry"]?["charged"] == false)
      #expect(!away.errorText.contains("s3cret"))
      try withPostgres { url in
        let bare = try EmailProgram.run(
          [:], ["DATABASE_URL": url, "MAIL_DIR": folder].merging(EmailProgram.dispatched) { $1 })
        #expect(bare.status == .exited(78))
      }
      #expect(names(in: folder).isEmpty)
    }
  }

  @Test func `is told about by devseo`() throws {
    try withLedger { _, variables, _ in
      for key in ["a", "b"] { _ = try EmailProgram.run(["dedupe_key": .string(key)], variables) }
      func devseo(_ words: String...) throws -> Ended {
        try runProgram(builtProduct("devseo"), arguments: ["mail"] + words, environment: variables)
      }
      let list = try devseo("list")
      let lines = list.outputText.split(separator: "\n")
      #expect(lines.count == 3 && lines[0].hasPrefix("ID  STATUS  TRIES  CREATED"), "\(list.errorText)")
      #expect(lines[1].contains("sent") && lines[1].contains("ann@example.com"))
      let mails = try #require(
        try devseo("list", "--json", "--status", "sent", "--limit", "1").result["mails"]?.array)
      #expect(mails.count == 1 && mails[0]["dedupe_key"] == "b")
      let shown = try devseo("show", "\(mails[0]["id"]?.integer ?? 0)")
      #expect(try shown.result == mails[0])
      #expect(try devseo("show", "999").status == .exited(1))
      #expect(try devseo("list", "--status", "lost").status == .exited(64))
      #expect(try devseo("list", "--status", "unknown").outputText == "no mails\n")
    }
  }
}
