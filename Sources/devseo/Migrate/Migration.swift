// The steps of the schema, compiled in, in their order. A step that has been released is never changed: the next one is.

internal import Postgres

/// One step forward of the schema.
struct Migration: Equatable {
  /// Counts from 1.
  let version: Int
  /// What it is for, in a word.
  let name: String
  private let text: [UInt8]

  /// All of them; a digit at the beginning of a file's name is not that of its resource.
  static let all = [
    Migration(version: 1, name: "tables", text: PackageResources._001_tables_sql),
    Migration(version: 2, name: "checked_urls", text: PackageResources._002_checked_urls_sql),
    Migration(version: 3, name: "page_cache", text: PackageResources._003_page_cache_sql),
  ]

  /// As its file is called.
  var label: String {
    let digits = "\(version)"
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_" + name
  }

  /// Runs those that have not been run, all of them or none, while nobody else does.
  ///
  /// - Parameter connection: To the database, as the owner of its tables.
  /// - Returns: What was run.
  /// - Throws: ``PostgresError``.
  static func run(on connection: Connection) throws(PostgresError) -> [Migration] {
    try connection.transaction { () throws(PostgresError) in
      // Whoever comes second waits here; the tables themselves are not waited for, since everybody else would wait too.
      try connection.execute("set local lock_timeout = 0")
      try connection.execute("select pg_advisory_xact_lock(hashtextextended('devseo migrate', 0))")
      try connection.execute("set local lock_timeout = '5s'")
      try connection.execute(
        """
        create table if not exists schema_migrations
          (version int primary key, name text not null, applied_at timestamptz not null default now())
        """)
      let missing = try missing(on: connection)
      for migration in missing {
        try connection.execute(script: String(decoding: migration.text, as: UTF8.self))
        try connection.execute(
          "insert into schema_migrations (version, name) values ($1, $2)",
          [SQLValue(migration.version), .text(migration.name)])
      }
      return missing
    }
  }

  /// Those that have not been run; nothing is changed by asking.
  ///
  /// - Throws: ``PostgresError``.
  static func missing(on connection: Connection) throws(PostgresError) -> [Migration] {
    let hasTable = try connection.execute("select to_regclass('schema_migrations') is not null as yes")
    guard try hasTable[0].read("yes", as: Bool.self) else { return all }
    var done: Set<Int> = []
    for row in try connection.execute("select version from schema_migrations") {
      done.insert(try row.read("version"))
    }
    return all.filter { !done.contains($0.version) }
  }
}
