// The tables of the service in a database of the test's own: made by `devseo migrate` on an empty one, or over what the
// API has made with SQLAlchemy. The store works under the roles of infra/postgres/roles.sql, the test as the owner.

import Fixtures
import Glibc
import Postgres
import Processes
import Synchronization

@testable import Store

/// Whose tables there were first.
enum Schema: CaseIterable { case ours, api }

/// Runs `body` over the tables.
func withTables<Result>(_ schema: Schema = .ours, _ body: (Tables) throws -> Result) throws -> Result {
  try withPostgres { try body(Tables(schema, at: $0)) }
}

struct Tables {
  let url: String
  let owner: Connection
  private let schema: Schema

  init(_ schema: Schema, at url: String) throws {
    self.url = url
    self.schema = schema
    owner = try Connection(to: DatabaseAddress(parsing: url))
    if schema == .api { try owner.execute(script: Self.tablesOfAPI) }
    let migrated = try runProgram(
      builtProduct("devseo"), arguments: ["migrate"], environment: ["DATABASE_URL": url])
    guard migrated.status == .exited(0) else { throw Unready(description: migrated.errorText) }
    let roles = try contents(of: projectFile("infra/postgres/roles.sql"))
    try owner.execute(script: String(decoding: roles, as: UTF8.self))
  }

  private init(reconnecting url: String) throws {
    self.url = url
    schema = .ours
    owner = try Connection(to: DatabaseAddress(parsing: url))
  }

  /// The same tables after their server was restarted.
  static func reconnected(at url: String) throws -> Tables { try Tables(reconnecting: url) }

  /// The address for a role.
  func url(as role: String) -> String {
    "postgresql://\(role)@" + url.split(separator: "@", maxSplits: 1)[1]
  }

  /// The store as a handler has it.
  func store(as role: String = "devseo_crawl") throws -> Database {
    try Database(url: url(as: role), program: "store test")
  }

  /// A new website; gives its id.
  func website(_ domain: String = "example.com") throws -> String {
    guard schema == .api else {
      return try owner.execute(
        """
        with u as (insert into users (email) values ('ann@example.com') returning id)
        insert into websites (user_id, domain) select id, $1 from u returning id::text as id
        """, [.text(domain)])[0].read("id")
    }
    let id = Self.uuid()
    try owner.execute(
      "INSERT INTO users (id, email, hashed_password, is_active, created_at) VALUES ($1, $2, 'x', true, $3)",
      [.text(id), .text("\(id)@example.com"), "2026-01-02 03:04:05"])
    try owner.execute(
      "INSERT INTO websites (id, user_id, domain, created_at) VALUES ($1, $1, $2, $3)",
      [.text(id), .text(domain), "2026-01-02 03:04:05"])
    return id
  }

  /// A new job, pending as the API inserts it; gives its id.
  func job(of website: String? = nil, maxPages: Int = 100) throws -> String {
    let website = try website ?? self.website()
    guard schema == .api else {
      return try owner.execute(
        "insert into crawl_jobs (website_id, max_pages) values ($1, $2) returning id::text as id",
        [.text(website), SQLValue(maxPages)])[0].read("id")
    }
    let id = Self.uuid()
    try owner.execute(
      "INSERT INTO crawl_jobs (id, website_id, status, max_pages, created_at) VALUES ($1, $2, 'pending', $3, $4)",
      [.text(id), .text(website), SQLValue(maxPages), "2026-01-02 03:04:05"])
    return id
  }

  /// One value of a job's row, as text; nil: null.
  func value(_ expression: String, of job: String) throws -> String? {
    try owner.execute("select (\(expression))::text as v from crawl_jobs where id = $1", [.text(job)])[0]
      .read("v")
  }

  /// How many rows a table holds, of one job or altogether.
  func count(_ table: String, of job: String? = nil) throws -> Int {
    let condition = job == nil ? "" : " where crawl_job_id = $1"
    return try owner.execute(
      "select count(*) as n from \(table)\(condition)", job.map { [.text($0)] } ?? [])[0].read("n")
  }

  /// Changes a job's row as only time, or another program, would.
  func set(_ assignments: String, of job: String) throws {
    try owner.execute("update crawl_jobs set \(assignments) where id = $1", [.text(job)])
  }

  /// Waits until an expression over a job's row is true.
  func wait(for expression: String, of job: String) throws {
    for _ in 0..<2_000 {
      if try value(expression, of: job) == "true" { return }
      poll(nil, 0, 5)
    }
    throw Unready(description: "\(expression) did not come true")
  }

  /// Waits until something else is true.
  func waitUntil(_ holds: () throws -> Bool) throws {
    for _ in 0..<4_000 {
      if try holds() { return }
      poll(nil, 0, 5)
    }
    throw Unready(description: "what was waited for did not come true")
  }

  private static func uuid() -> String {
    let digits = (0..<32).map { _ in String(UInt8.random(in: 0..<16), radix: 16) }.joined()
    return [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)].map { start, end in
      String(digits.dropFirst(start).prefix(end - start))
    }.joined(separator: "-")
  }

  /// What `Base.metadata.create_all` sends for models with keys and defaults that only Python knows.
  private static let tablesOfAPI = """
    CREATE TABLE users (id UUID NOT NULL, email VARCHAR(255) NOT NULL, hashed_password VARCHAR(255) NOT NULL,
      is_active BOOLEAN NOT NULL, created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, PRIMARY KEY (id));
    CREATE UNIQUE INDEX ix_users_email ON users (email);
    CREATE TABLE websites (id UUID NOT NULL, user_id UUID NOT NULL, domain VARCHAR(255) NOT NULL,
      created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, PRIMARY KEY (id),
      FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE);
    CREATE TABLE crawl_jobs (id UUID NOT NULL, website_id UUID NOT NULL, status VARCHAR(50) NOT NULL,
      max_pages INTEGER NOT NULL, pages_done INTEGER, error_message VARCHAR,
      created_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, started_at TIMESTAMP WITHOUT TIME ZONE,
      completed_at TIMESTAMP WITHOUT TIME ZONE, PRIMARY KEY (id),
      FOREIGN KEY(website_id) REFERENCES websites (id) ON DELETE CASCADE);
    """
}

struct Unready: Error, CustomStringConvertible { let description: String }

extension Claimant {
  /// A run of a task.
  static func run(_ task: String? = "task-1", fence: Int? = 1, host: String? = nil) -> Claimant {
    Claimant(taskID: task, fence: fence, worker: "test", host: host)
  }
}

extension Claim {
  /// The run, if the job was claimed.
  var run: CrawlRun? {
    guard case .claimed(let run) = self else { return nil }
    return run
  }

  /// What it is, in a word.
  var name: String {
    switch self {
    case .claimed: "claimed"
    case .finished(let job): "finished \(job.status)\(job.isOwn ? " by us" : "")"
    case .cancelled: "cancelled"
    case .running: "running"
    case .hostIsBusy: "host is busy"
    case .absent: "absent"
    case .malformed: "malformed"
    }
  }
}

/// Runs several closures at once on threads of their own, and gives what they return in their order.
func atOnce<Value: Sendable>(_ works: [@Sendable () throws -> Value]) throws -> [Value] {
  let box = ResultsBox<Value>()
  for (index, work) in works.enumerated() {
    precondition(SideThread.start { box.store(index, Swift.Result { try work() }) })
  }
  return try box.all(works.count).map { try $0.get() }
}

final class ResultsBox<Value: Sendable>: Sendable {
  private let results = Mutex<[Int: Swift.Result<Value, any Error>]>([:])

  func store(_ index: Int, _ result: Swift.Result<Value, any Error>) {
    results.withLock { $0[index] = result }
  }

  func all(_ count: Int) -> [Swift.Result<Value, any Error>] {
    while results.withLock({ $0.count < count }) { poll(nil, 0, 2) }
    return results.withLock { results in (0..<count).compactMap { results[$0] } }
  }
}

/// What a run was told.
final class Told: Sendable {
  private let said = Mutex<[String]>([])

  func add(_ line: String) { said.withLock { $0.append(line) } }

  var lines: [String] { said.withLock { $0 } }
}
