// digest-handler: one mail for each user and day, of what happened on that day where the user lives.

import Fixtures
import JSONText
import Postgres
import Processes
import Testing

@Suite struct `digest-handler` {
  private func fill(_ stage: NoticeStage) throws {
    try stage.insert(job: 1, site: 1, score: 82, at: "2026-11-24T10:00:00Z")
    try stage.insert(job: 2, site: 1, at: "2026-11-25T10:00:00Z")
    // Of two on one day the last counts.
    try stage.insert(job: 3, site: 2, score: 74, at: "2026-11-25T08:00:00Z")
    try stage.insert(
      job: 4, site: 2, "failed", score: nil, at: "2026-11-25T09:00:00Z", error: "it went wrong")
    // In Athens this is the day after.
    try stage.insert(job: 5, site: 3, score: 50, at: "2026-11-25T22:30:00Z")
    try stage.insert(job: 6, site: 3, "cancelled", score: nil, at: "2026-11-24T12:00:00Z")
  }

  @Test func `asks for one run for each user with something to tell`() throws {
    try NoticeStage.run { stage in
      try fill(stage)
      let ended = try stage.run("digest-handler", ["date": "2026-11-25"])
      try #require(ended.status == .exited(0), "\(ended.errorText)")
      #expect(try ended.result == ["date": "2026-11-25", "users": 2, "continued": false])
      let followUps = try stage.followUps(ended)
      #expect(
        followUps.map { $0["kwargs"]?["user_id"] } == [.string(NoticeStage.ann), .string(NoticeStage.bob)])
      #expect(followUps.allSatisfy { $0["task"] == "app.tasks.email_tasks.send_daily_digest" })
      #expect(followUps[0]["dedupe"] == .string("digest-task:\(NoticeStage.ann):2026-11-25"))
      #expect(followUps.allSatisfy { $0["expires"] == 86_400.0 })
      // Cancelled crawls are no news.
      let before = try stage.run("digest-handler", ["date": "2026-11-24", "dry_run": true])
      #expect(try before.result["user_ids"] == [.string(NoticeStage.ann)])
      #expect(try before.events.isEmpty)
      let rest = try stage.run(
        "digest-handler", ["date": "2026-11-25", "after": .string(NoticeStage.ann), "dry_run": true])
      #expect(try rest.result["user_ids"] == [.string(NoticeStage.bob)])
    }
  }

  @Test func `leaves out whom the ledger knows to be told`() throws {
    try NoticeStage.run { stage in
      try fill(stage)
      func users(_ state: String) throws -> JSON? {
        try stage.connection.execute(
          """
          insert into email_log (dedupe_key, kind, recipient, status) values ($1, 'digest', 'a', $2)
          on conflict (dedupe_key) do update set status = $2
          """, [.text("digest:\(NoticeStage.ann):2026-11-25"), .text(state)])
        // By the rights of its own role.
        let url = stage.variables["DATABASE_URL"]?.replacing("//tester@", with: "//devseo_notice@") ?? ""
        return try stage.run(
          "digest-handler", ["date": "2026-11-25", "dry_run": true], ["DATABASE_URL": url]
        ).result["users"]
      }
      // A mail that was put off is asked for again; what is known of it keeps it from being two.
      #expect(try users("queued") == 2)
      for state in ["sending", "sent", "failed", "unknown", "suppressed"] {
        #expect(try users(state) == 1, "\(state)")
      }
    }
  }

  @Test func `leaves out who opted out or has gone`() throws {
    try NoticeStage.run { stage in
      try fill(stage)
      try stage.connection.execute("insert into email_suppressions (email) values ('ann@example.com')")
      try stage.connection.execute(
        "update users set deleted_at = now() where id = $1", [.text(NoticeStage.bob)])
      let ended = try stage.run("digest-handler", ["date": "2026-11-25"])
      #expect(try ended.result["users"] == 0 && ended.events.isEmpty)
    }
  }

  @Test func `tells one user of the last crawl of each site`() throws {
    try NoticeStage.run { stage in
      try fill(stage)
      let message: [String: JSON] = ["user_id": .string(NoticeStage.ann), "date": "2026-11-25"]
      let dry = try stage.run("digest-handler", .object(message.merging(["dry_run": true]) { $1 }))
      #expect(try dry.events.isEmpty && dry.result["status"] == "not sent")
      let text = try dry.result["text"]?.string ?? ""
      #expect(text.contains("example.com: 86 (+4)") && text.contains("it went wrong") && !text.contains("74"))

      let ended = try stage.run("digest-handler", .object(message))
      #expect(try ended.result["subject"] == "2 sites: example.com 86 (+4), shop.example the crawl failed")
      let mail = try #require(try stage.followUps(ended).first)
      #expect(mail["kwargs"]?["dedupe_key"] == .string("digest:\(NoticeStage.ann):2026-11-25"))
      // However often it is asked for, one mail goes.
      let arguments = try #require(mail["kwargs"])
      let sent = try (0..<2).map { _ in try stage.run("email-handler", arguments).result["status"] }
      #expect(sent == ["sent", "already sent"] && names(in: stage.folder).count == 1)

      let quiet = try stage.run(
        "digest-handler", ["user_id": .string(NoticeStage.ann), "date": "2026-11-20"])
      #expect(try quiet.result["status"] == "skipped" && quiet.events.isEmpty)
      let nobody = try stage.run("digest-handler", ["user_id": "7", "date": "2026-11-25"])
      #expect(try nobody.result["status"] == "skipped")
    }
  }

  @Test func `is a mail for each user under a dispatcher, and one however often the day is asked for`() throws
  {
    try NoticeStage.run { stage in
      try fill(stage)
      let overrides = "\(stage.folder)/overrides"
      try makeFolder(overrides)
      try write(Array(#"{"rate_limit": "60000/m"}"#.utf8), to: "\(overrides)/email-handler.json")
      let mails = "\(stage.folder)/mails"
      var options = DispatcherOptions(
        handlers: ["handlers/digest-handler", "handlers/email-handler"],
        variables: stage.variables.merging(["MAIL_DIR": mails]) { $1 })
      options.arguments = ["--overrides", overrides]
      try withDispatcher(options) { dispatcher in
        func digest(_ words: String...) throws -> Ended {
          try runProgram(
            builtProduct("devseo"),
            arguments: [
              "send", "app.tasks.email_tasks.send_daily_digest", "--queue", "email", "--kwargs",
              #"{"date": "2026-11-25"}"#,
            ] + words, environment: ["REDIS_URL": dispatcher.redis.url])
        }
        let first = try digest("--wait", "--timeout", "30")
        #expect(
          first.status == .exited(0) && first.outputText.contains(#""users":2"#), "\(first.errorText)")
        // Perhaps one of them has been told already.
        let second = try digest("--wait", "--timeout", "30")
        #expect(second.status == .exited(0), "\(second.errorText)")
        try dispatcher.process.wait(for: "sending two mails") {
          try stage.connection.execute("select from email_log where status = 'sent'").count == 2
        }
        let third = try digest("--wait", "--timeout", "30")
        #expect(third.outputText.contains(#""users":0"#), "\(third.outputText)")
      }
      #expect(names(in: mails).count == 2)
      let read = try readByPython(try names(in: mails).map { try contents(of: "\(mails)/\($0)") })
      #expect(Set(read.compactMap { $0["to"]?[0]?[1]?.string }) == ["Ann@example.com", "bob@example.com"])
      let rows = try stage.connection.execute("select attempts from email_log where kind = 'digest'")
      #expect(try rows.map { try $0.read("attempts", as: Int.self) } == [1, 1])
    }
  }

  @Test func `has days that begin where its time zone says`() throws {
    try NoticeStage.run { stage in
      try fill(stage)
      func users(_ date: String, _ zone: String) throws -> JSON? {
        try stage.run("digest-handler", ["date": .string(date), "dry_run": true], ["DIGEST_TZ": zone]).result[
          "user_ids"]
      }
      #expect(try users("2026-11-25", "UTC") == [.string(NoticeStage.ann), .string(NoticeStage.bob)])
      #expect(try users("2026-11-25", "Europe/Athens") == [.string(NoticeStage.ann)])
      #expect(try users("2026-11-26", "Europe/Athens") == [.string(NoticeStage.bob)])
      let wrong = try stage.run("digest-handler", ["dry_run": true], ["DIGEST_TZ": "Mars/Olympus"])
      #expect(wrong.status == .exited(78))
    }
  }

  @Test func `is about yesterday unless told otherwise`() throws {
    try NoticeStage.run { stage in
      let yesterday = try stage.connection.execute(
        "select ((now() at time zone 'UTC')::date - 1)::text as day")[0]
        .read("day", as: String.self)
      let ended = try stage.run("digest-handler", [:])
      #expect(try ended.result["date"] == .string(yesterday) && ended.result["users"] == 0)
      for date in ["2026-02-30", "2026-13-01", "yesterday", "2026-1-1", "2026-11-25'; drop table users; --"] {
        let ended = try stage.run("digest-handler", ["date": .string(date)])
        #expect(ended.status == .exited(65), "\(date)")
      }
    }
    let bare = try runProgram(builtProduct("digest-handler"), events: true)
    #expect(bare.status == .exited(78))
  }
}
