// The service's own way, from end to end: its client asks for a crawl, and the site's owner gets a mail.

import Fixtures
import JSONText
import Postgres
import Processes
import Testing

@Suite struct `A crawl that Celery's client asks for` {
  private let mailHandlers = ["crawl-handler", "crawl-complete-handler", "email-handler"].map {
    "handlers/\($0)"
  }

  @Test func `ends in the database, and as a mail to the site's owner`() throws {
    let site: [String: LoopbackServer.Answer] = [
      "/": .html("<title>Home</title><a href=/a>A</a><a href=/gone>G</a>"), "/a": .html("<title>A</title>"),
    ]
    try withPostgres { url in
      let owner = try Connection(to: DatabaseAddress(parsing: url))
      let job = try insertedJob(owner, url)
      try withServer(site) { server in
        try withMailServer { post in
          let variables = [
            "CRAWL_ALLOW_NETWORKS": server.authority, "APP_URL": "https://app.devseo.example",
            "UNSUBSCRIBE_KEY": "key", "SMTP_URL": "smtp://127.0.0.1:\(post.port)",
            "SENDGRID_FROM_EMAIL": "DevSEO <reports@devseo.example>",
            "DATABASE_URL": url.replacing("//tester@", with: "//devseo_worker@"),
          ]
          let options = DispatcherOptions(handlers: mailHandlers, variables: variables)
          try withDispatcher(options) { dispatcher in
            let crawled = try client("crawl_with_row", job, server.url(), of: dispatcher).result
            #expect(crawled["job"]?["outcome"] == "complete" && crawled["stats"]?["pages"] == 3)
            try dispatcher.process.wait(for: "the mail's row to say so") {
              try owner.execute("select from email_log where status = 'sent'").count == 1
            }
          }
          let row = try owner.execute("select status, score from crawl_jobs where id = $1", [.text(job)])[0]
          let (status, score): (String, Int) = try (row.read("status"), row.read("score"))
          #expect(status == "completed")
          #expect(try count("pages", job, owner) == 3)

          let mails = try post.mails
          try #require(mails.count == 1)
          #expect(mails[0]["to"] == ["ann@example.com"] && mails[0]["from"] == "reports@devseo.example")
          try expectMail(mails[0], about: job, score)
        }
      }
    }
  }

  /// The tables, the handlers' roles, and a pending job as the service's API inserts it.
  private func insertedJob(_ owner: Connection, _ url: String) throws -> String {
    let migrated = try runProgram(
      builtProduct("devseo"), arguments: ["migrate"], environment: ["DATABASE_URL": url])
    try #require(migrated.status == .exited(0), "\(migrated.errorText)")
    for name in ["roles.sql", "mail-roles.sql"] {
      try owner.execute(
        script: String(decoding: contents(of: projectFile("infra/postgres/\(name)")), as: UTF8.self))
    }
    return try owner.execute(
      """
      with u as (insert into users (email) values ('ann@example.com') returning id),
        w as (insert into websites (user_id, domain) select id, 'κατάστημα.example' from u returning id)
      insert into crawl_jobs (website_id, status, max_pages) select id, 'pending', 50 from w returning id::text as id
      """)[0].read("id")
  }

  private func count(_ table: String, _ job: String, _ owner: Connection) throws -> Int {
    try owner.execute("select count(*) as n from \(table) where crawl_job_id = $1", [.text(job)])[0].read("n")
  }

  /// Reads the mail as Python's email package does.
  private func expectMail(_ mail: JSON, about job: String, _ score: Int) throws {
    let encoded = try #require(mail["content"]?.string)
    let decoded = try runProgram("/usr/bin/base64", arguments: ["-d"], input: Array(encoded.utf8))
    let read = try readByPython([decoded.output])[0]
    #expect(read["defects"] == [] && read["ascii"] == true && read["bare"] == 0)
    #expect((read["longest"]?.integer ?? 999) <= 998)
    let headers = read["headers"]?.array ?? []
    let subject = headers.first { $0[0] == "Subject" }?[1]?.string ?? ""
    #expect(subject.hasPrefix("κατάστημα.example: \(score), "), "\(subject)")
    #expect(headers.contains(["List-Unsubscribe-Post", "List-Unsubscribe=One-Click"]))
    #expect(read["from"]?[0] == ["DevSEO", "reports@devseo.example"])
    let text = read["parts"]?[0]?[1]?.string ?? ""
    #expect(text.contains("All 3 URLs were read."))
    #expect(text.contains("https://app.devseo.example/crawls/\(job)"))
    let html = read["parts"]?[1]?[1]?.string ?? ""
    #expect(html.utf8.count < 100_000 && html.contains("<h1") && html.contains("Unsubscribe"))
  }
}
