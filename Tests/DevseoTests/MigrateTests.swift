// The schema on an empty database, and over the tables that the service's API makes with SQLAlchemy.

import Fixtures
import JSONText
import Postgres
import Processes
import Testing

@Suite struct `Migrating the database` {
  private static let tables = [
    "crawl_jobs", "email_log", "email_suppressions", "external_urls", "issue_mutes", "issue_summary",
    "issues", "links", "page_cache",
    "pages", "schema_migrations", "users", "websites",
  ]

  private static let done = "done: 0001_tables\ndone: 0002_checked_urls\ndone: 0003_page_cache\n"

  @Test func `makes all tables where there are none, once`() throws {
    try withPostgres { url in
      let first = try migrate(url)
      #expect(first.status == .exited(0) && first.errorText == "")
      #expect(first.outputText == Self.done)
      let connection = try Connection(to: DatabaseAddress(parsing: url))
      #expect(try names(of: "tables", on: connection) == Self.tables)
      let before = try names(of: "columns", on: connection)
      let second = try migrate(url)
      #expect(second.status == .exited(0))
      #expect(second.outputText == "nothing to do: the schema is up to date\n")
      #expect(try migrate(url, "--json").result == ["done": []])
      // A schema whose record was lost is no obstacle either: every step can be repeated.
      try connection.execute("drop table schema_migrations")
      #expect(try migrate(url).outputText == Self.done)
      #expect(try names(of: "columns", on: connection) == before)
    }
  }

  @Test func `does nothing when it is only to tell`() throws {
    try withPostgres { url in
      #expect(
        try migrate(url, "--dry-run").outputText
          == "would do: 0001_tables\nwould do: 0002_checked_urls\nwould do: 0003_page_cache\n")
      #expect(
        try migrate(url, "--dry-run", "--json").result
          == ["missing": ["0001_tables", "0002_checked_urls", "0003_page_cache"]])
      let connection = try Connection(to: DatabaseAddress(parsing: url))
      #expect(try names(of: "tables", on: connection).isEmpty)
      _ = try migrate(url)
      #expect(try migrate(url, "--dry-run").outputText == "nothing to do: the schema is up to date\n")
    }
  }

  @Test(arguments: [
    ("UUID", "00000000-0000-4000-8000-00000000000"), ("VARCHAR(36)", "00000000-0000-4000-8000-00000000000"),
    ("BIGINT", "1"),
  ])
  func `adds to the tables of the API, which goes on as before`(type: String, key: String) throws {
    try withPostgres { url in
      let connection = try Connection(to: DatabaseAddress(parsing: url))
      try connection.execute(script: Self.tablesOfAPI(key: type))
      try insert(key + "1", on: connection)
      let migrated = try migrate(url)
      #expect(migrated.errorText == "" && migrated.outputText == Self.done)
      #expect(try names(of: "tables", on: connection) == Self.tables)
      try insert(key + "2", on: connection)
      let rows = try connection.execute("select * from crawl_jobs order by id")
      #expect(rows.count == 2)
      for row in rows {
        #expect(try row.read("status", as: String.self) == "pending")
        #expect(try row.read("fence", as: Int.self) == 0)
        #expect(try !row.read("cancel_requested", as: Bool.self))
        #expect(try row.read("max_pages", as: Int.self) == 25)
      }
      // Details have the key's own type, and what hangs on a crawl goes with it.
      let job = SQLValue.text(key + "1")
      let value: SQLValue = type == "BIGINT" ? .integer(11) : job
      try connection.copy(
        into: "issue_summary", columns: ["crawl_job_id", "code", "severity", "affected", "population"],
        rows: [[value, "title-missing", 2, 3, 10]])
      try connection.copy(
        into: "links", columns: ["crawl_job_id", "src", "dst", "kind"], rows: [[value, 1, 2, 0]])
      let joined = "select * from links l join crawl_jobs j on j.id = l.crawl_job_id where j.id = $1"
      #expect(try connection.execute(joined, [job]).count == 1)
      try connection.execute("delete from users")
      #expect(try connection.execute("select * from crawl_jobs").isEmpty)
      #expect(try connection.execute("select * from issue_summary").isEmpty)
    }
  }

  @Test func `by two at once is done by one`() throws {
    try withPostgres { url in
      var program = Program(devseo)
      program.arguments = ["migrate"]
      program.environment = ["DATABASE_URL": url]
      let said = try withProgram(program) { first in
        try withProgram(program) { second in try [first.ended(), second.ended()] }
      }
      #expect(said.map(\.status) == [.exited(0), .exited(0)])
      #expect(
        said.map(\.outputText).sorted() == [
          Self.done, "nothing to do: the schema is up to date\n",
        ])
    }
  }

  @Test func `that fails leaves nothing behind`() throws {
    try withPostgres { url in
      let connection = try Connection(to: DatabaseAddress(parsing: url))
      try connection.execute("create view pages as select 1 as one")
      let ended = try migrate(url)
      #expect(ended.status == .exited(78))
      #expect(ended.errorText.hasPrefix("cannot run '-- The tables of DevSEO"))
      #expect(try names(of: "tables", on: connection) == ["pages"])
    }
  }

  @Test func `needs a database that answers`() throws {
    let unnamed = try runProgram(devseo, arguments: ["migrate"])
    #expect(unnamed.status == .exited(78))
    #expect(
      unnamed.errorText == "cannot find the database: set DATABASE_URL, for example to "
        + "postgresql://user@localhost/devseo\n")
    let away = try migrate("postgresql://ann:swordfish@/seo?host=/nonexistent")
    #expect(away.status == .exited(69))
    #expect(
      away.errorText
        == "cannot connect to postgresql://ann:***@/seo?host=/nonexistent: No such file or directory\n")
  }

  // MARK: - The database

  private func migrate(_ url: String, _ arguments: String...) throws -> Ended {
    try runProgram(devseo, arguments: ["migrate"] + arguments, environment: ["DATABASE_URL": url])
  }

  /// The tables, or the columns of all tables.
  private func names(of kind: String, on connection: Connection) throws -> [String] {
    let name = kind == "tables" ? "table_name" : "table_name || '.' || column_name"
    let rows = try connection.execute(
      "select \(name) collate \"C\" as name from information_schema.\(kind) where table_schema = 'public' order by 1"
    )
    return try rows.map { row in try row.read("name", as: String.self) }
  }

  /// What `Base.metadata.create_all` sends for models with keys made by Python and defaults that only Python knows.
  private static func tablesOfAPI(key: String) -> String {
    """
    CREATE TABLE users (id \(key) NOT NULL, email VARCHAR(255) NOT NULL, hashed_password VARCHAR(255) NOT NULL,
      is_active BOOLEAN NOT NULL, created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, PRIMARY KEY (id));
    CREATE UNIQUE INDEX ix_users_email ON users (email);
    CREATE TABLE websites (id \(key) NOT NULL, user_id \(key) NOT NULL, domain VARCHAR(255) NOT NULL,
      created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, PRIMARY KEY (id),
      FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE);
    CREATE TABLE crawl_jobs (id \(key) NOT NULL, website_id \(key) NOT NULL, status VARCHAR(50) NOT NULL,
      max_pages INTEGER NOT NULL, created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
      completed_at TIMESTAMP WITHOUT TIME ZONE, PRIMARY KEY (id),
      FOREIGN KEY(website_id) REFERENCES websites (id) ON DELETE CASCADE);
    """
  }

  /// Inserts a user, a website and a job of one key, naming the columns that the API knows.
  private func insert(_ key: String, on connection: Connection) throws {
    try connection.execute(
      "INSERT INTO users (id, email, hashed_password, is_active, created_at) VALUES ($1, $2, $3, $4, $5)",
      [.text(key), .text("\(key)@example.com"), "x", true, "2026-01-02 03:04:05"])
    try connection.execute(
      "INSERT INTO websites (id, user_id, domain, created_at) VALUES ($1, $1, $2, $3)",
      [.text(key), "example.com", "2026-01-02 03:04:05"])
    try connection.execute(
      "INSERT INTO crawl_jobs (id, website_id, status, max_pages, created_at, completed_at) "
        + "VALUES ($1, $1, $2, $3, $4, $5)",
      [.text(key), "pending", 25, "2026-01-02 03:04:05", nil])
  }
}
