// The service's tables for handlers that need them: a database with a website and jobs, reached under the handlers' role.

import Fixtures
import Glibc
import JSONText
import Postgres
import Processes

/// The tables as a handler's test needs them.
struct Rows {
  /// As the handlers reach them.
  let url: String
  private let owner: Connection

  /// Runs `body` over fresh tables.
  static func with<Result>(_ body: (Rows) throws -> Result) throws -> Result {
    try withPostgres { try body(Rows(at: $0)) }
  }

  /// Makes the tables in an empty database.
  init(at address: String, isNew: Bool = true) throws {
    owner = try Connection(to: DatabaseAddress(parsing: address))
    url = "postgresql://devseo_worker@" + address.split(separator: "@", maxSplits: 1)[1]
    guard isNew else { return }
    let migrated = try runProgram(
      builtProduct("devseo"), arguments: ["migrate"], environment: ["DATABASE_URL": address])
    guard migrated.status == .exited(0) else { throw NotMigrated(reason: migrated.errorText) }
    let roles = try contents(of: projectFile("infra/postgres/roles.sql"))
    try owner.execute(script: String(decoding: roles, as: UTF8.self))
  }

  /// A new job of a new website.
  func job(maxPages: Int = 100) throws -> String {
    try owner.execute(
      """
      with u as (insert into users (email) values ('ann@example.com') returning id),
        w as (insert into websites (user_id, domain) select id, 'example.com' from u returning id)
      insert into crawl_jobs (website_id, max_pages) select id, $1 from w returning id::text as id
      """, [SQLValue(maxPages)])[0].read("id")
  }

  /// An expression over a job's row, as text; `-` for null.
  func value(_ expression: String, of job: String) throws -> String {
    try owner.execute(
      "select coalesce((\(expression))::text, '-') as v from crawl_jobs where id = $1", [.text(job)])[0].read(
        "v")
  }

  /// How many rows a job has in a table.
  func count(_ table: String, of job: String) throws -> Int {
    try owner.execute("select count(*) as n from \(table) where crawl_job_id = $1", [.text(job)])[0].read("n")
  }

  /// Changes a job's row.
  func set(_ assignments: String, of job: String) throws {
    try owner.execute("update crawl_jobs set \(assignments) where id = $1", [.text(job)])
  }

  /// Changes the tables themselves.
  func alter(_ statement: String) throws { try owner.execute(statement) }

  /// A message for a job and a site that a server plays.
  static func message(_ job: String, _ server: LoopbackServer) -> String {
    JSON.object(["crawl_job_id": .string(job), "website_domain": .string(server.url())]).description
  }

  /// crawl-handler for a job, as a dispatcher would start it.
  func program(_ job: String, _ server: LoopbackServer, task: String = "task-1", fence: Int = 1) -> Program {
    var program = Program(CrawlProgram.path)
    program.input = .bytes(Array(Self.message(job, server).utf8))
    program.environment = [
      "CRAWL_ALLOW_NETWORKS": server.authority, "DATABASE_URL": url, "TASK_ID": task,
      "TASK_FENCE": "\(fence)",
      "TASK_ATTEMPT": "1", "TASK_MAX_ATTEMPTS": "4",
    ]
    program.events = .captured
    return program
  }
}

struct NotMigrated: Error { let reason: String }
