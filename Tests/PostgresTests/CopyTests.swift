// Many rows at once, with whatever a page may say in them.

import JSONText
import Testing

@testable import Postgres

@Suite struct `COPY into a table` {
  @Test func `takes ten thousand rows of hostile text`() throws {
    try withConnection { connection, _ in
      try connection.execute(
        "create table pages (id int primary key, title text, extras jsonb, raw bytea, score float8)")
      var dice = SplitMix(state: 4)
      let bytes = (0..<10_000).map { _ in dice.hostileBytes(upTo: 120) }
      let rows = bytes.enumerated().lazy.map { index, bytes -> [SQLValue] in
        let text = String(decoding: bytes, as: UTF8.self)
        return [
          SQLValue(index), index.isMultiple(of: 10) ? nil : .text(text), .json(["t": .string(text)]),
          .bytes(bytes),
          .double(Double(index) / 3),
        ]
      }
      let columns = ["id", "title", "extras", "raw", "score"]
      #expect(try connection.copy(into: "pages", columns: columns, rows: rows) == 10_000)
      for row in try connection.execute("select * from pages order by id") {
        let index = try row.read("id", as: Int.self)
        let safe = DatabaseText.safe(bytes[index])
        #expect(try row.read("title", as: String?.self) == (index.isMultiple(of: 10) ? nil : safe))
        #expect(try row.read("extras") == JSON.object(["t": .string(safe)]))
        #expect(try row.read("raw") == bytes[index])
        #expect(try row.read("score") == Double(index) / 3)
      }
    }
  }

  @Test func `adds nothing when one row is refused`() throws {
    try withConnection { connection, _ in
      try connection.execute("create table t (id int primary key)")
      // More than the server's and our buffers hold, so that it says no while we still send.
      let rows = (0..<200_000).lazy.map { [SQLValue($0 == 100 ? 7 : $0)] }
      let error = failure { try connection.copy(into: "t", columns: ["id"], rows: rows) }
      #expect(error?.state == .uniqueViolation && error?.recovery == .permanent)
      #expect(error?.description.hasPrefix("cannot copy rows into t: duplicate key") == true)
      #expect(try connection.execute("select id from t").isEmpty)
    }
  }

  @Test func `adds nothing when a row has too few values`() throws {
    try withConnection { connection, _ in
      try connection.execute("create table t (a int, b int)")
      let error = failure { try connection.copy(into: "t", columns: ["a", "b"], rows: [[1, 2], [3]]) }
      #expect(error?.description == "cannot copy rows into t: a row has 1 values for 2 columns")
      #expect(try connection.execute("select a from t").isEmpty)
    }
  }

  @Test func `is lost with its connection, and soon`() throws {
    try withConnection { connection, connect in
      try connection.execute("create table t (id int, filling text)")
      let pid = try connection.execute("select pg_backend_pid() as pid")[0].read("pid", as: Int.self)
      let other = try connect(ConnectionOptions())
      let filling = SQLValue.text(String(repeating: "x", count: 1_000))
      let rows = (0..<50_000).lazy.map { number -> [SQLValue] in
        if number == 10_000 {
          _ = failure { try other.execute("select pg_terminate_backend($1)", [SQLValue(pid)]) }
        }
        return [SQLValue(number), filling]
      }
      let error = failure {
        try connection.transaction { () throws(PostgresError) in
          try connection.copy(into: "t", columns: ["id", "filling"], rows: rows)
        }
      }
      #expect(error?.code == .lost && error?.recovery == .temporary)
      #expect(try other.execute("select id from t").isEmpty)
    }
  }

  @Test func `of no rows and into no table`() throws {
    try withConnection { connection, _ in
      try connection.execute("create table t (a int)")
      #expect(try connection.copy(into: "t", columns: ["a"], rows: []) == 0)
      #expect(failure { try connection.copy(into: "u", columns: ["a"], rows: []) }?.state == .undefinedTable)
      #expect(connection.isOpen)
    }
  }

  @Test func `belongs to its transaction`() throws {
    try withConnection { connection, _ in
      try connection.execute("create table t (a int)")
      let error = failure {
        try connection.transaction { () throws(PostgresError) in
          try connection.copy(into: "t", columns: ["a"], rows: [[1], [2]])
          try connection.execute("select 1/0")
        }
      }
      #expect(error?.state?.rawValue == "22012")
      #expect(try connection.execute("select a from t").isEmpty)
    }
  }

  @Test func `has a method of its own`() throws {
    try withConnection { connection, connect in
      try connection.execute("create table t (a int)")
      #expect(failure { try connection.execute("copy t from stdin") }?.code == .misuse)
      #expect(!connection.isOpen)
      let second = try connect(ConnectionOptions())
      #expect(failure { try second.execute("copy t to stdout") }?.code == .misuse)
    }
  }
}
