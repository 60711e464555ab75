// crawl-complete-handler: from the id of a job to the mail that its owner gets.

import Fixtures
import JSONText
import Postgres
import Processes
import Testing

@Suite struct `crawl-complete-handler` {
  private func message(_ job: Int) -> JSON { ["crawl_job_id": .string(NoticeStage.job(job))] }

  @Test func `asks for a mail that email-handler sends`() throws {
    try NoticeStage.run { stage in
      try stage.insert(job: 1, site: 1, score: 82, at: "2026-11-24T10:00:00Z")
      try stage.insert(job: 2, site: 1, at: "2026-11-25T10:00:00Z")
      let ended = try stage.run("crawl-complete-handler", message(2))
      try #require(ended.status == .exited(0), "\(ended.errorText)")
      #expect(try ended.result["subject"] == "example.com: 86 (+4), 0 new errors, 12 fixed")
      let followUps = try stage.followUps(ended)
      let mail = try #require(followUps.first)
      #expect(followUps.count == 1 && mail["task"] == "app.tasks.email_tasks.send_email")
      let key = "crawl-complete:\(NoticeStage.job(2)):completed"
      #expect(mail["dedupe"] == .string(key) && mail["kwargs"]?["dedupe_key"] == .string(key))
      #expect(mail["kwargs"]?["to_email"] == "Ann@example.com")
      #expect(!ended.errorText.contains("canary") && !ended.outputText.contains("canary"))

      // What it asks for is what email-handler takes.
      let sent = try stage.run("email-handler", try #require(mail["kwargs"]))
      try #require(sent.status == .exited(0), "\(sent.errorText)")
      let file = try #require(names(in: stage.folder).first)
      let read = try readByPython([contents(of: "\(stage.folder)/\(file)")])[0]
      #expect(read["defects"] == [])
      let text = read["parts"]?[0]?[1]?.string ?? ""
      #expect(text.contains("All 12 URLs were read."))
      #expect(text.contains("https://app.devseo.example/crawls/\(NoticeStage.job(2))"))
      let headers = read["headers"]?.array ?? []
      #expect(headers.contains(["List-Unsubscribe-Post", "List-Unsubscribe=One-Click"]))
      #expect(
        try stage.connection.execute("select kind from email_log")[0].read("kind", as: String.self)
          == "crawl-complete")
    }
  }

  @Test func `tells of failures, and of cancelled jobs never`() throws {
    try NoticeStage.run { stage in
      try stage.insert(
        job: 1, site: 1, "failed", score: nil, at: "2026-11-25T10:00:00Z", error: "cannot read the site")
      try stage.insert(job: 2, site: 1, "cancelled", score: nil, at: "2026-11-25T11:00:00Z")
      try stage.insert(job: 3, site: 1, "running", score: nil, at: "2026-11-25T11:00:00Z")
      let failed = try stage.run("crawl-complete-handler", message(1))
      #expect(try failed.result["subject"] == "example.com: the crawl failed")
      let text = try stage.followUps(failed)[0]["kwargs"]?["text_content"]?.string ?? ""
      #expect(text.contains("cannot read the site"))
      for (job, status) in [(2, "cancelled"), (3, "running")] {
        let ended = try stage.run("crawl-complete-handler", message(job))
        #expect(try ended.result == ["status": "skipped", "reason": .string("the job is \(status)")])
        let followUps = try stage.followUps(ended)
        #expect(followUps.isEmpty)
      }
    }
  }

  @Test func `has nobody to tell, or no job to tell of`() throws {
    try NoticeStage.run { stage in
      try stage.insert(job: 1, site: 1, at: "2026-11-25T10:00:00Z")
      try stage.connection.execute("update users set deleted_at = now()")
      let ended = try stage.run("crawl-complete-handler", message(1))
      #expect(try ended.result == ["status": "skipped", "reason": "its owner has no address"])
      for id in [NoticeStage.job(9), "7", "x'; drop table users; --"] {
        let ended = try stage.run("crawl-complete-handler", ["crawl_job_id": .string(id)])
        #expect(ended.status == .exited(65))
        try ended.expectOneSentence("cannot tell of job ", type: "ValueError")
      }
    }
    let bare = try runProgram(builtProduct("crawl-complete-handler"), input: message(1).bytes(), events: true)
    #expect(bare.status == .exited(78))
  }

  @Test func `and email-handler under a dispatcher send one mail, however often they are asked`() throws {
    try NoticeStage.run { stage in
      try stage.insert(job: 2, site: 1, at: "2026-11-25T10:00:00Z")
      let options = DispatcherOptions(
        handlers: ["handlers/crawl-complete-handler", "handlers/email-handler"], variables: stage.variables)
      try withDispatcher(options) { dispatcher in
        for _ in 0..<2 {
          let sent = try runProgram(
            builtProduct("devseo"),
            arguments: [
              "send", "app.tasks.email_tasks.send_crawl_complete_notification", "--queue", "email",
              "--kwargs",
              message(2).description,
            ], environment: ["REDIS_URL": dispatcher.redis.url])
          try #require(sent.status == .exited(0), "\(sent.errorText)")
        }
        try dispatcher.process.wait(for: "sending the mail") {
          try stage.connection.execute("select from email_log where status = 'sent'").count == 1
        }
        try dispatcher.process.wait(for: "doing all there is") {
          try dispatcher.redis.cli("LLEN", "email") == "0"
        }
      }
      #expect(names(in: stage.folder).count == 1)
      let rows = try stage.connection.execute("select attempts from email_log")
      #expect(try rows.count == 1 && rows[0].read("attempts", as: Int.self) == 1)
    }
  }
}
