// digest-handler where nobody takes follow-ups, as from cron: it sends the mails itself, and the ledger knows which.

import Fixtures
import Glibc
import JSONText
import Postgres
import Processes
import Testing

@Suite struct `digest-handler from cron` {
  /// Runs it as cron does: nothing on stdin, nobody who listens.
  private func run(
    _ stage: NoticeStage, _ message: JSON? = nil, _ variables: [String: String?] = [:]
  ) throws -> Ended {
    var environment = stage.variables.merging(["DIGEST_TZ": Self.zone]) { $1 }
    environment.merge(variables.compactMapValues { $0 }) { $1 }
    for (name, value) in variables where value == nil { environment[name] = nil }
    return try runProgram(
      builtProduct("digest-handler"), input: message?.bytes() ?? [], environment: environment)
  }

  private func states(_ stage: NoticeStage) throws -> [String] {
    try stage.connection.execute(
      "select recipient || ' ' || dedupe_key || ' ' || status as text from email_log order by id"
    )
    .map { row in try row.read("text", as: String.self) }
  }

  /// A zone in which it is about noon, so that no day ends while a test runs; in these names the sign is turned round.
  private static let zone: String = {
    let hours = time(nil) % 86_400 / 3600 - 12
    return "Etc/GMT" + (hours < 0 ? "" : "+") + "\(hours)"
  }()

  /// Yesterday and days before it, where it is noon now.
  private func day(_ stage: NoticeStage, _ back: Int) throws -> String {
    try stage.connection.execute(
      "select ((now() at time zone $2)::date - $1::int)::text as day",
      [SQLValue(back), .text(Self.zone)])[0].read("day")
  }

  @Test func `sends each user one mail, however often it is started`() throws {
    try NoticeStage.run { stage in
      let yesterday = try day(stage, 1)
      try stage.insert(job: 1, site: 1, at: "\(yesterday)T11:30:00Z")
      try stage.insert(job: 2, site: 2, "failed", score: nil, at: "\(yesterday)T11:31:00Z", error: "no")
      try stage.insert(job: 3, site: 3, at: "\(yesterday)T11:32:00Z")
      let first = try run(stage)
      try #require(first.status == .exited(0), "\(first.errorText)")
      #expect(
        try first.result == ["date": .string(yesterday), "users": 2, "continued": false, "sent": 2])
      #expect(
        try states(stage) == [
          "ann@example.com digest:\(NoticeStage.ann):\(yesterday) sent",
          "bob@example.com digest:\(NoticeStage.bob):\(yesterday) sent",
        ])
      let files = names(in: stage.folder)
      let read = try readByPython(files.map { try contents(of: "\(stage.folder)/\($0)") })
      #expect(Set(read.compactMap { $0["to"]?[0]?[1]?.string }) == ["Ann@example.com", "bob@example.com"])
      for mail in read {
        #expect(mail["defects"] == [])
        let headers = mail["headers"]?.array ?? []
        #expect(headers.contains(["List-Unsubscribe-Post", "List-Unsubscribe=One-Click"]))
        #expect(headers.contains { $0[0] == "List-Unsubscribe" })
      }
      let second = try run(stage)
      #expect(
        try second.result == ["date": .string(yesterday), "users": 0, "continued": false, "sent": 0])
      let named = try run(stage, ["user_id": .string(NoticeStage.ann), "date": .string(yesterday)])
      #expect(try named.result["status"] == "already sent")
      #expect(names(in: stage.folder).count == 2)
    }
  }

  @Test func `sends one mail of five runs at a time`() throws {
    try NoticeStage.run { stage in
      let yesterday = try day(stage, 1)
      for number in 1...3 { try stage.insert(job: number, site: number, at: "\(yesterday)T11:30:00Z") }
      var program = Program(builtProduct("digest-handler"))
      program.environment = stage.variables.merging(["DIGEST_TZ": Self.zone]) { $1 }
      func started(_ count: Int, _ running: [RunningProgram]) throws -> [Ended] {
        guard count > 0 else { return try running.map { try $0.ended() } }
        return try withProgram(program) { try started(count - 1, running + [$0]) }
      }
      let ends = try started(5, [])
      #expect(ends.allSatisfy { $0.status == .exited(0) }, "\(ends.map(\.errorText))")
      #expect(try ends.map { try $0.result["sent"]?.integer ?? 0 }.reduce(0, +) == 2)
      #expect(names(in: stage.folder).count == 2)
    }
  }

  @Test func `makes up for the two days before, and for none before the first digest`() throws {
    try NoticeStage.run { stage in
      let days = try (1...4).map { try day(stage, $0) }
      for (number, day) in days.enumerated() {
        try stage.insert(job: number + 1, site: 1, at: "\(day)T11:30:00Z")
      }
      // Digests begin today: the past is nobody's business.
      let first = try run(stage)
      #expect(
        try first.result == ["date": .string(days[0]), "users": 1, "continued": false, "sent": 1])

      // There were digests five days ago, and then none.
      try stage.connection.execute(
        "update email_log set dedupe_key = 'old', created_at = now() - interval '5 d'")
      let message: JSON = ["dry_run": true]
      let dry = try run(stage, message)
      #expect(try dry.result["earlier"] == [days[1]: 1, days[2]: 1])
      let late = try run(stage)
      try #require(late.status == .exited(0), "\(late.errorText)")
      #expect(
        try late.result == [
          "date": .string(days[0]), "users": 1, "continued": false, "sent": 3,
          "earlier": [days[1]: 1, days[2]: 1],
        ])
      #expect(try run(stage).result["sent"] == 0)
      #expect(
        try states(stage).dropFirst()
          == (0..<3).map { "ann@example.com digest:\(NoticeStage.ann):\(days[$0]) sent" }[...])
      // A day that is named is told alone.
      #expect(try run(stage, ["date": .string(days[3])]).result["sent"] == 1)
    }
  }

  @Test func `sends nothing in a dry run`() throws {
    try NoticeStage.run { stage in
      try stage.insert(job: 1, site: 1, at: "2026-11-25T11:30:00Z")
      let ended = try run(stage, ["date": "2026-11-25", "dry_run": true])
      #expect(
        try ended.result == [
          "date": "2026-11-25", "users": 1, "continued": false, "dry_run": true,
          "user_ids": [.string(NoticeStage.ann)],
        ])
      let one = try run(
        stage, ["date": "2026-11-25", "dry_run": true, "user_id": .string(NoticeStage.ann)])
      #expect(try one.result["status"] == "not sent")
      #expect(try names(in: stage.folder).isEmpty && states(stage).isEmpty)
    }
  }

  @Test func `asks for a transport, and does not put mails where nobody looks`() throws {
    try NoticeStage.run { stage in
      try stage.insert(job: 1, site: 1, at: "2026-11-25T11:30:00Z")
      let ended = try run(stage, ["date": "2026-11-25"], ["MAIL_DIR": nil])
      #expect(ended.status == .exited(78))
      #expect(ended.errorText.contains("cannot send mail: set SENDGRID_API_KEY, SMTP_URL or MAIL_DIR"))
      #expect(try states(stage).isEmpty)
    }
  }

  @Test func `goes on after an address that is none, and after a refusal, and says so once`() throws {
    try NoticeStage.run { stage in
      try stage.connection.execute(
        script: """
          update users set email = 'nobody' where id = '\(NoticeStage.ann)';
          insert into users (id, email) values ('00000000-0000-4000-8000-00000000000c', 'gone@example.com');
          insert into websites (id, user_id, domain) values
            ('\(NoticeStage.site(4))', '00000000-0000-4000-8000-00000000000c', 'gone.example');
          """)
      for (job, site) in [(1, 1), (2, 3), (3, 4)] {
        try stage.insert(job: job, site: site, at: "2026-11-25T11:30:00Z")
      }
      try withMailServer { server in
        let variables: [String: String?] = [
          "MAIL_DIR": nil, "SMTP_URL": "smtp://127.0.0.1:\(server.port)",
          "SENDGRID_FROM_EMAIL": "reports@devseo.example",
        ]
        let ended = try run(stage, ["date": "2026-11-25"], variables)
        #expect(ended.status == .exited(1))
        #expect(
          ended.errorText.contains("cannot send every digest: 1 sent, 2 refused, 0 of unknown outcome, "))
        #expect(try server.mails.compactMap { $0["to"]?[0]?.string } == ["bob@example.com"])
        let again = try run(stage, ["date": "2026-11-25"], variables)
        #expect(again.status == .exited(0), "\(again.errorText)")
        #expect(try server.mails.count == 1)
      }
      let kept = try states(stage)
      #expect(kept.map { $0.split(separator: " ").last } == ["failed", "sent", "failed"], "\(kept)")
    }
  }

  @Test func `leaves the rest for the next run when a server takes nothing now`() throws {
    try NoticeStage.run { stage in
      for number in 0..<8 {
        let id = "00000000-0000-4000-8000-0000000001\(10 + number)"
        try stage.connection.execute(
          "insert into users (id, email) values ($1, $2)", [.text(id), .text("busy@\(number).example")])
        try stage.connection.execute(
          "insert into websites (id, user_id, domain) values ($1, $1, 'x.example')", [.text(id)])
        try stage.connection.execute(
          "insert into crawl_jobs (website_id, status, finished_at) values ($1, 'failed', '2026-11-25T11:30:00Z')",
          [.text(id)])
      }
      try withMailServer { server in
        var variables: [String: String?] = [
          "MAIL_DIR": nil, "SMTP_URL": "smtp://127.0.0.1:\(server.port)",
          "SENDGRID_FROM_EMAIL": "reports@devseo.example",
        ]
        let ended = try run(stage, ["date": "2026-11-25"], variables)
        #expect(ended.status == .exited(75), "\(ended.errorText)")
        // After five in a row it is the server's state, not the mails'.
        #expect(ended.errorText.contains("cannot send every digest now: 0 sent, 5 put off, "))
        #expect(try states(stage).count == 5)
        variables["MAIL_DIR"] = stage.folder
        let later = try run(stage, ["date": "2026-11-25"], variables)
        #expect(try later.result["sent"] == 8)
      }
    }
  }

  @Test func `sends its follow-ups through Redis where there is one, to expire in a day`() throws {
    try NoticeStage.run { stage in
      try stage.insert(job: 1, site: 1, at: "2026-11-25T11:30:00Z")
      try withRedis { redis in
        for _ in 0..<2 {
          let ended = try run(
            stage, ["date": "2026-11-25"],
            [
              "REDIS_URL": redis.url, "TASK_DEFAULT_QUEUE": "email",
            ])
          #expect(try ended.status == .exited(0) && ended.result["users"] == 1)
        }
        let raw = try redis.cli("--json", "LRANGE", "email", "0", "-1")
        let messages = try JSON(parsing: Array(raw.utf8)).array ?? []
        #expect(messages.count == 1)
        let message = try #require(messages.first?.string)
        let headers = try JSON(parsing: Array(message.utf8))["headers"]
        #expect(headers?["task"] == "app.tasks.email_tasks.send_daily_digest")
        #expect(headers?["kwargsrepr"]?.string?.contains(NoticeStage.ann) == true)
        #expect(headers?["expires"]?.string?.hasPrefix("20") == true)
      }
      #expect(try names(in: stage.folder).isEmpty && states(stage).isEmpty)
    }
  }
}
