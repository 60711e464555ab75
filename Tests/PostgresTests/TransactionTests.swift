// All or nothing.

import Testing

@testable import Postgres

@Suite struct `A transaction` {
  @Test func `is committed when its body returns`() throws {
    try withConnection { connection, connect in
      try connection.execute("create table t (n int)")
      let value = try connection.transaction { () throws(PostgresError) in
        try connection.execute("insert into t values (1)")
        #expect(connection.isInTransaction)
        return 7
      }
      #expect(value == 7 && !connection.isInTransaction)
      #expect(try connect(ConnectionOptions()).execute("select n from t").count == 1)
    }
  }

  @Test func `is rolled back when its body throws`() throws {
    try withConnection { connection, _ in
      try connection.execute("create table t (n int unique)")
      let error = failure {
        try connection.transaction { () throws(PostgresError) in
          try connection.execute("insert into t values (1)")
          try connection.execute("insert into t values (1)")
        }
      }
      #expect(error?.state == .uniqueViolation)
      #expect(!connection.isInTransaction && connection.isOpen)
      #expect(try connection.execute("select n from t").isEmpty)
    }
  }

  @Test func `in which an error was overlooked is not called committed`() throws {
    try withConnection { connection, _ in
      try connection.execute("create table t (n int)")
      let error = failure {
        try connection.transaction { () throws(PostgresError) in
          try connection.execute("insert into t values (1)")
          _ = try? connection.execute("select 1/0")
        }
      }
      #expect(
        error?.description
          == "cannot commit: a statement of the transaction had failed, so it was rolled back")
      #expect(try connection.execute("select n from t").isEmpty)
    }
  }

  @Test func `does not begin within another`() throws {
    try withConnection { connection, _ in
      let error = failure {
        try connection.transaction { () throws(PostgresError) in
          try connection.transaction { () throws(PostgresError) in }
        }
      }
      #expect(error?.description == "cannot begin a transaction: one has begun already: end it first")
      #expect(!connection.isInTransaction)
    }
  }

  @Test func `whose connection ends during COMMIT has an unknown outcome`() throws {
    try withConnection { connection, _ in
      try connection.execute(
        script: """
          create table t (n int);
          create function farewell() returns trigger language plpgsql as $$
            begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(60); return null; end $$;
          create constraint trigger at_the_end after insert on t deferrable initially deferred
            for each row execute function farewell();
          """)
      let error = failure {
        try connection.transaction { () throws(PostgresError) in
          try connection.execute("insert into t values (1)")
        }
      }
      #expect(error?.code == .lost && error?.recovery == .unknown)
      #expect(error?.description.hasPrefix("cannot run 'COMMIT': ") == true)
      #expect(!connection.isOpen)
    }
  }

  @Test func `whose connection ends before COMMIT has surely not happened`() throws {
    try withConnection { connection, _ in
      let error = failure {
        try connection.transaction { () throws(PostgresError) in
          try connection.execute("select pg_terminate_backend(pg_backend_pid())")
        }
      }
      #expect(error?.code == .lost && error?.recovery == .temporary)
      #expect(error?.state?.rawValue == "57P01")
    }
  }

  @Test func `that is refused at COMMIT is rolled back for certain`() throws {
    try withConnection { connection, _ in
      try connection.execute("create table t (n int unique deferrable initially deferred)")
      let error = failure {
        try connection.transaction { () throws(PostgresError) in
          try connection.execute("insert into t values (1), (1)")
        }
      }
      #expect(error?.state == .uniqueViolation && error?.recovery == .permanent)
    }
  }
}
