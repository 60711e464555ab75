// A database with users, sites and crawls, for the handlers that tell of them.

import Fixtures
import JSONText
import Postgres
import Processes
import Testing

/// The database of a test about mails, and the way they go.
struct NoticeStage {
  let connection: Connection
  /// DATABASE_URL, MAIL_DIR and the service's address.
  let variables: [String: String]
  let folder: String

  /// Runs `body` with the tables and two users: Ann has two sites, Bob one.
  static func run(_ body: (NoticeStage) throws -> Void) throws {
    try withPostgres { url in
      let migrated = try runProgram(
        builtProduct("devseo"), arguments: ["migrate"], environment: ["DATABASE_URL": url])
      try #require(migrated.status == .exited(0), "\(migrated.errorText)")
      let connection = try Connection(to: DatabaseAddress(parsing: url))
      let roles = try contents(of: projectFile("infra/postgres/mail-roles.sql"))
      try connection.execute(script: String(decoding: roles, as: UTF8.self))
      try connection.execute(
        script: """
          insert into users (id, email) values ('\(ann)', 'Ann@example.com'), ('\(bob)', 'bob@example.com');
          insert into websites (id, user_id, domain) values
            ('\(site(1))', '\(ann)', 'example.com'), ('\(site(2))', '\(ann)', 'shop.example'),
            ('\(site(3))', '\(bob)', 'bob.example');
          """)
      try withTemporaryFolder { folder in
        try body(
          NoticeStage(
            connection: connection,
            variables: [
              "DATABASE_URL": url, "MAIL_DIR": folder, "APP_URL": "https://app.devseo.example/",
              "UNSUBSCRIBE_KEY": "unsubscribe-canary",
            ], folder: folder))
      }
    }
  }

  static let ann = "00000000-0000-4000-8000-00000000000a"
  static let bob = "00000000-0000-4000-8000-00000000000b"
  static func site(_ number: Int) -> String { "00000000-0000-4000-8000-0000000000\(10 + number)" }
  static func job(_ number: Int) -> String { "00000000-0000-4000-8000-0000000000\(20 + number)" }

  /// Inserts a crawl that has ended.
  func insert(
    job: Int, site: Int, _ status: String = "completed", score: Int? = 86, at moment: String,
    error: String? = nil
  ) throws {
    let summary: JSON = [
      "job": ["outcome": "complete"], "score": ["overall": JSON(score), "grade": "B", "top_fixes": []],
      "stats": ["pages": 12, "severities": ["error": 1, "warning": 2, "notice": 3]], "issues": [],
      "diff": ["new": 0, "fixed": 12, "still": 1, "issues": [:]],
    ]
    try connection.execute(
      """
      insert into crawl_jobs (id, website_id, status, score, summary, error_message, finished_at)
      values ($1, $2, $3, $4, $5, $6, $7::timestamptz)
      """,
      [
        .text(Self.job(job)), .text(Self.site(site)), .text(status), SQLValue(score),
        status == "completed" ? .json(summary) : .null, SQLValue(error), .text(moment),
      ])
  }

  /// Runs a handler of the project.
  func run(_ handler: String, _ message: JSON, _ more: [String: String] = [:]) throws -> Ended {
    try runProgram(
      builtProduct(handler), input: message.bytes(), environment: variables.merging(more) { $1 }, events: true
    )
  }

  /// The follow-ups that a run asked for.
  func followUps(_ ended: Ended) throws -> [JSON] { try ended.events.compactMap { $0["enqueue"] } }
}
