// Servers that are not there, do not let one in, do not answer, or go away.

import Fixtures
import Glibc
import Testing

@testable import Postgres

@Suite struct `A connection to the database` {
  @Test func `tells in one sentence that the password is wrong`() throws {
    try withConnection { connection, _ in
      try connection.execute(
        script:
          "do $$ begin create role guarded login password 'right'; exception when others then null; end $$")
      var address = connection.address
      address.user = "guarded"
      address.password = "right"
      #expect(
        try Connection(to: address).execute("select current_user as name")[0].read("name", as: String.self)
          == "guarded")
      address.password = "swordfish"
      let wrong = failure { _ = try Connection(to: address) }
      #expect(
        wrong?.description
          == "cannot connect to \(address): password authentication failed for user \"guarded\" (28P01)")
      #expect(wrong?.code == .connect && wrong?.recovery == .permanent)
      #expect(wrong?.description.contains("swordfish") == false)
      address.password = nil
      let missing = failure { _ = try Connection(to: address) }
      #expect(missing?.description == "cannot connect to \(address): fe_sendauth: no password supplied")
      #expect(missing?.code == .configuration && missing?.recovery == .permanent)
    }
  }

  @Test func `tells in one sentence that there is no such database or server`() throws {
    try withConnection { connection, _ in
      var address = connection.address
      address.database = "nowhere"
      let database = failure { _ = try Connection(to: address) }
      #expect(
        database?.description == "cannot connect to \(address): database \"nowhere\" does not exist (3D000)")
      #expect(database?.recovery == .permanent)
      address.host = "/nonexistent"
      let folder = failure { _ = try Connection(to: address) }
      #expect(folder?.description == "cannot connect to \(address): No such file or directory")
      #expect(folder?.recovery == .temporary)
      address.host = "127.0.0.1"
      address.port = try freePort()
      let port = failure { _ = try Connection(to: address) }
      #expect(port?.description == "cannot connect to \(address): Connection refused")
      #expect(port?.code == .connect && port?.recovery == .temporary)
    }
  }

  @Test(arguments: [
    (
      "could not translate host name \"nowhere\" to address: Name or service not known\n",
      "could not translate host name \"nowhere\" to address: Name or service not known", nil
    ),
    (
      "connection to server at \"db\" (::1), port 1 failed: Connection refused\n\tIs the server running on that host "
        + "and accepting TCP/IP connections?\nconnection to server at \"db\" (10.0.0.1), port 1 failed: FATAL:  "
        + "53300: sorry, too many clients already\nLOCATION:  InitProcess, proc.c:381\n",
      "sorry, too many clients already", "53300"
    ),
    ("", "there is no reason given", nil),
  ])
  func `has one reason for not being there`(text: String, reason: String, state: String?) {
    let found = ConnectFailure(text)
    #expect(found.reason == reason && found.state?.rawValue == state)
  }

  @Test func `is not waited for longer than allowed`() throws {
    try withPostgresServer { server in
      server.send(signal: SIGSTOP)
      defer { server.send(signal: SIGCONT) }
      var options = ConnectionOptions()
      options.connectTimeout = .milliseconds(50)
      let address = try DatabaseAddress(parsing: server.url())
      let error = failure { _ = try Connection(to: address, options) }
      #expect(error?.description == "cannot connect to \(address): no answer within 50 ms")
      #expect(error?.recovery == .temporary)
    }
  }

  @Test func `closes when an answer does not come in time`() throws {
    try withConnection { connection, _ in
      let error = failure { try connection.execute("select pg_sleep(60)", within: .milliseconds(50)) }
      #expect(error?.code == .overdue && error?.recovery == .unknown)
      #expect(
        error?.description
          == "cannot run 'select pg_sleep(60)': no answer within 50 ms, so the connection was closed")
      #expect(!connection.isOpen)
      let next = failure { try connection.execute("select 1") }
      #expect(next?.description == "cannot run 'select 1': the connection is closed")
    }
  }

  @Test func `is cancelled from another thread, and lives on`() throws {
    try withConnection { connection, connect in
      let canceller = try #require(connection.canceller)
      let watch = try connect(ConnectionOptions())
      let address = watch.address
      let other = Alongside {
        try wait(
          on: try Connection(to: address),
          until: "select count(*) = 1 from here where query = 'select pg_sleep(60)'")
        try canceller.cancel()
      }
      let error = failure { try connection.execute("select pg_sleep(60)") }
      try other.value()
      #expect(error?.state == .queryCanceled)
      #expect(try connection.execute("select 1 as one")[0].read("one", as: Int.self) == 1)
    }
  }

  @Test func `is lost when the server restarts in the middle`() throws {
    try withPostgresServer { server in
      let address = try DatabaseAddress(parsing: server.url())
      let connection = try Connection(to: address)
      let idle = try Connection(to: address)
      try connection.execute("create table t (n int)")
      let other = Alongside {
        try wait(
          on: try Connection(to: address),
          until: "select count(*) = 1 from here where query = 'select pg_sleep(60)'")
        try server.restart()
      }
      let error = failure {
        try connection.transaction { () throws(PostgresError) in
          try connection.execute("insert into t values (1)")
          try connection.execute("select pg_sleep(60)")
        }
      }
      try other.value()
      #expect(error?.code == .lost && error?.recovery == .temporary)
      #expect(!connection.isOpen)
      // Nothing was sent, so nothing can have happened.
      let late = failure { try idle.execute("insert into t values (2)") }
      #expect(late?.code == .lost && late?.recovery == .temporary)
      #expect(try Connection(to: address).execute("select n from t").isEmpty)
    }
  }
}
