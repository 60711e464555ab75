// What the server refuses, by its code, and what a caller may do about it.

import Testing

@testable import Postgres

@Suite struct `What the database refuses` {
  @Test func `is told with its code, constraint and table`() throws {
    try withConnection { connection, _ in
      try connection.execute(
        "create table users (id int primary key, email text constraint one_email unique)")
      try connection.execute("insert into users values (1, 'ann@example.com')")
      let error = failure { try connection.execute("insert into users values (2, $1)", ["ann@example.com"]) }
      #expect(error?.code == .refused && error?.recovery == .permanent)
      #expect(error?.state == .uniqueViolation && error?.severity == "ERROR")
      #expect(error?.constraint == "one_email" && error?.table == "users")
      #expect(error?.detail == "Key (email)=(ann@example.com) already exists.")
      #expect(
        error?.description == "cannot run 'insert into users values (2, $1)': "
          + "duplicate key value violates unique constraint \"one_email\" (23505)")
      #expect(connection.isOpen)
    }
  }

  @Test(arguments: [
    ("select 1/0", "22012"), ("select 'x'::int", "22P02"), ("select * from nowhere", "42P01"),
    ("selec", "42601"), ("select '\"\\u0000\"'::jsonb", "22P05"), ("select 1; select 2", "42601"),
    ("select $1", "08P01"),
  ])
  func `leaves the connection as it was`(sql: String, state: String) throws {
    try withConnection { connection, _ in
      let error = failure { try connection.execute(sql) }
      #expect(error?.state?.rawValue == state)
      let rows = try connection.execute("select 1 as one")
      #expect(try rows[0].read("one", as: Int.self) == 1)
    }
  }

  @Test(arguments: [
    ("08006", PostgresError.Recovery.temporary), ("40001", .temporary), ("40P01", .temporary),
    ("53300", .temporary),
    ("53100", .temporary), ("55P03", .temporary), ("57P01", .temporary), ("57P02", .temporary),
    ("57P03", .temporary),
    ("25006", .temporary), ("57014", .temporary), ("08007", .unknown), ("40003", .unknown),
    ("23505", .permanent),
    ("42501", .permanent), ("28P01", .permanent), ("3D000", .permanent), ("XX000", .permanent),
  ])
  func `can be tried again or not`(state: String, recovery: PostgresError.Recovery) {
    var error = PostgresError(.refused, doing: "try", "so")
    error.state = SQLState(rawValue: state)
    #expect(error.recovery == recovery)
    error.mayHaveHappened = true
    #expect(error.recovery == .unknown)
  }

  @Test func `is not even sent when there are more parameters than PostgreSQL counts`() throws {
    try withConnection { connection, _ in
      let error = failure { try connection.execute("select 1", [SQLValue](repeating: 1, count: 70_000)) }
      #expect(error?.code == .misuse && error?.recovery == .permanent)
      #expect(
        error?.description == "cannot run 'select 1': number of parameters must be between 0 and 65535")
      #expect(connection.isOpen)
    }
  }

  @Test func `takes too long`() throws {
    try withConnection { _, connect in
      var options = ConnectionOptions()
      options.statementTimeout = .milliseconds(50)
      let connection = try connect(options)
      let error = failure { try connection.execute("select pg_sleep(60)") }
      #expect(error?.state == .queryCanceled && error?.recovery == .temporary)
      #expect(connection.isOpen)
    }
  }

  @Test func `waits for a lock that is not to be had`() throws {
    try withConnection { first, connect in
      try first.execute("create table t (n int)")
      try first.execute("begin")
      try first.execute("lock table t")
      var options = ConnectionOptions()
      options.lockTimeout = .milliseconds(50)
      let second = try connect(options)
      let error = failure { try second.execute("select * from t") }
      #expect(error?.state == .lockNotAvailable && error?.recovery == .temporary)
    }
  }

  @Test func `is one of two that wait for each other`() throws {
    try withConnection { first, connect in
      try first.execute("create table t (id int primary key, n int)")
      try first.execute("insert into t values (1, 0), (2, 0)")
      let address = first.address
      try first.execute("begin")
      try first.execute("update t set n = n + 1 where id = 1")
      let other = Alongside {
        let second = try Connection(to: address)
        return failure {
          try second.transaction { () throws(PostgresError) in
            try second.execute("update t set n = n + 1 where id = 2")
            try second.execute("update t set n = n + 1 where id = 1")
          }
        }
      }
      let watch = try connect(ConnectionOptions())
      try wait(on: watch, until: "select count(*) = 1 from here where wait_event_type = 'Lock'")
      let mine = failure { try first.execute("update t set n = n + 1 where id = 2") }
      try first.execute(mine == nil ? "commit" : "rollback")
      let both = [mine, try other.value()].compactMap(\.self)
      #expect(both.map(\.state) == [.deadlock])
      #expect(both.map(\.recovery) == [.temporary])
    }
  }

  @Test func `meets another serializable transaction, and succeeds when repeated`() throws {
    try withConnection { first, connect in
      try first.execute("create table t (n int)")
      try first.execute("insert into t values (1)")
      let second = try connect(ConnectionOptions())
      func increment(meddle: Bool) throws(PostgresError) {
        let seen = try first.execute("select n from t")[0].read("n", as: Int.self)
        if meddle { try second.execute("update t set n = n + 10") }
        try first.execute("update t set n = $1", [SQLValue(seen + 1)])
      }
      let error = failure {
        try first.transaction(.serializable) { () throws(PostgresError) in try increment(meddle: true) }
      }
      #expect(error?.state == .serializationFailure && error?.recovery == .temporary)
      var runs = 0
      try first.transaction(.serializable, repeats: 3) { () throws(PostgresError) in
        runs += 1
        try increment(meddle: runs == 1)
      }
      #expect(runs == 2)
      #expect(try first.execute("select n from t")[0].read("n", as: Int.self) == 22)
    }
  }
}
