// Mails about tables whose keys are the service's own: numbers, or any text, and not the UUIDs that migration would give.

import Fixtures
import JSONText
import Postgres
import Processes
import Testing

@Suite struct `Mails about keys that are no UUIDs` {
  private static let jobs = [
    "job_7", "42", "Σάββατο 🎉", "a/../b?c#d%20", "x'; drop table users; --", "\\ \" ' $1",
  ]

  /// Runs `body` with users and sites of numbers, and jobs of text.
  private func withTables(_ body: (Connection, [String: String]) throws -> Void) throws {
    try withPostgres { url in
      let connection = try Connection(to: DatabaseAddress(parsing: url))
      try connection.execute(
        script: """
          create table users (id bigserial primary key, email text not null);
          create table websites (
            id bigserial primary key, user_id bigint not null references users, domain text not null);
          create table crawl_jobs (
            id text primary key, website_id bigint not null references websites, status text not null);
          """)
      let migrated = try runProgram(
        builtProduct("devseo"), arguments: ["migrate"], environment: ["DATABASE_URL": url])
      try #require(migrated.status == .exited(0), "\(migrated.errorText)")
      let roles = try contents(of: projectFile("infra/postgres/mail-roles.sql"))
      try connection.execute(script: String(decoding: roles, as: UTF8.self))
      try connection.execute(
        script: """
          insert into users (email) values ('ann@example.com'), ('bob@example.com');
          insert into websites (user_id, domain) values (1, 'example.com'), (2, 'bob.example');
          """)
      for (number, job) in Self.jobs.enumerated() {
        try connection.execute(
          """
          insert into crawl_jobs (id, website_id, status, score, finished_at)
          values ($1, 1, 'completed', 86, timestamptz '2026-11-25T10:00:00Z' + interval '1 s' * $2::int)
          """, [.text(job), SQLValue(number)])
      }
      let variables = [
        "DATABASE_URL": url.replacing("//tester@", with: "//devseo_notice@"),
        "APP_URL": "https://app.devseo.example",
      ]
      try body(connection, variables)
    }
  }

  private func run(_ handler: String, _ message: JSON, _ variables: [String: String]) throws -> Ended {
    try runProgram(builtProduct(handler), input: message.bytes(), environment: variables, events: true)
  }

  @Test func `tell of a crawl, and link to it`() throws {
    try withTables { _, variables in
      let paths = [
        "job_7", "42", "%CE%A3%CE%AC%CE%B2%CE%B2%CE%B1%CF%84%CE%BF%20%F0%9F%8E%89",
        "a%2F%2E%2E%2Fb%3Fc%23d%2520",
        "x%27%3B%20drop%20table%20users%3B%20--", "%5C%20%22%20%27%20%241",
      ]
      for (job, path) in zip(Self.jobs, paths) {
        let ended = try run("crawl-complete-handler", ["crawl_job_id": .string(job)], variables)
        try #require(ended.status == .exited(0), "\(ended.errorText)")
        let mail = try #require(try ended.events.compactMap { $0["enqueue"] }.first)
        #expect(mail["dedupe"] == .string("crawl-complete:\(job):completed"))
        let text = mail["kwargs"]?["text_content"]?.string ?? ""
        #expect(text.contains("https://app.devseo.example/crawls/\(path)\n"), "\(text)")
      }
      let nobody = try run("crawl-complete-handler", ["crawl_job_id": "43"], variables)
      #expect(nobody.status == .exited(65))
    }
  }

  @Test func `tell of a day`() throws {
    try withTables { _, variables in
      let day = try run("digest-handler", ["date": "2026-11-25"], variables)
      #expect(try day.result == ["date": "2026-11-25", "users": 1, "continued": false], "\(day.errorText)")
      let ann = try run("digest-handler", ["date": "2026-11-25", "user_id": "1"], variables)
      #expect(try ann.result["dedupe_key"] == "digest:1:2026-11-25")
      for stranger in ["2", "99999999999999999999", "ann", NoticeStage.ann] {
        let ended = try run(
          "digest-handler", ["date": "2026-11-25", "user_id": .string(stranger)], variables)
        #expect(try ended.result["status"] == "skipped", "\(stranger)")
      }
    }
  }
}
