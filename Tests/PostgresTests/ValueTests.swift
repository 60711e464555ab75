// Every kind of value there and back, through parameters and rows.

import JSONText
import Testing

@testable import Postgres

@Suite struct `A value in the database` {
  @Test func `comes back as it went`() throws {
    try withConnection { connection, _ in
      let json: JSON = ["a": [1, 2.5, nil, true], "ü\"\\": "\n🦊"]
      let row = try connection.execute(
        """
        select $1::int2 as small, $2::int4 as medium, $3::int8 as large, $4::float8 as double, $5::numeric as numeric,
          $6::bool as yes, $7::bool as no, $8::text as text, $9::jsonb as jsonb, $10::json as json, $11::bytea as bytes,
          $12::uuid as uuid, $13::timestamptz as moment, $14::text as nothing, $15::float4 as single
        """,
        [
          -32768, 2_147_483_647, .integer(.min), 0.1, "1234.5", true, false, "it's", .json(json), .json(json),
          .bytes(Array(0...255)), "00000000-0000-4000-8000-0000000000ff", "2026-01-02 03:04:05.5+02", nil,
          1.5,
        ])[0]
      #expect(try row.read("small") == -32768)
      #expect(try row.read("medium") == 2_147_483_647)
      #expect(try row.read("large", as: Int64.self) == .min)
      #expect(try row.read("double") == 0.1)
      #expect(try row.read("numeric") == 1234.5)
      #expect(try row.read("single", as: Double.self) == 1.5)
      #expect(try row.read("small", as: Double.self) == -32768)
      #expect(try row.read("yes", as: Bool.self))
      #expect(try !row.read("no", as: Bool.self))
      #expect(try row.read("text") == "it's")
      #expect(try row.read("jsonb") == json)
      #expect(try row.read("json") == json)
      #expect(try row.read("bytes") == [UInt8](0...255))
      #expect(try row.read("uuid") == "00000000-0000-4000-8000-0000000000ff")
      #expect(try row.read("moment") == "2026-01-02 01:04:05.5+00")
      #expect(try row.read("nothing", as: String?.self) == nil)
      #expect(try row.read("text", as: String?.self) == "it's")
      #expect(try row.read("small", as: Int?.self) == -32768)
    }
  }

  private static let doubles: [Double] = [
    0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1, 1e15,
  ]

  @Test(arguments: doubles + [doubles[6] + 0.2, doubles[7] / 7])
  func `that is a double keeps every bit`(number: Double) throws {
    try withConnection { connection, _ in
      for number in [number, .nan] {
        let row = try connection.execute("select $1::float8 as x", [.double(number)])[0]
        let back = try row.read("x", as: Double.self)
        #expect(back.bitPattern == number.bitPattern || back.isNaN && number.isNaN)
      }
    }
  }

  @Test func `may be larger than any buffer between here and there`() throws {
    try withConnection { connection, _ in
      let text = String(repeating: "0123456789abcdé\n", count: 1_000_000)
      let row = try connection.execute("select $1::text as text", [.text(text)])[0]
      #expect(try row.read("text", as: String.self).utf8.elementsEqual(text.utf8))
    }
  }

  @Test func `that is one of a thousand random texts comes back`() throws {
    try withConnection { connection, _ in
      var dice = SplitMix(state: 3)
      for _ in 0..<1_000 {
        let text = String(decoding: dice.hostileBytes(upTo: 200), as: UTF8.self)
        let row = try connection.execute(
          "select $1::text as text, $2::jsonb as json, $3::text[] as list, ($3::text[])[2] as second",
          [.text(text), .json([.string(text)]), .array([.text("a"), .text(text), nil])])[0]
        let safe = DatabaseText.safe(text)
        #expect(try row.read("text") == safe)
        #expect(try row.read("json") == JSON.array([.string(safe)]))
        #expect(try row.read("second") == safe)
      }
    }
  }

  @Test(arguments: [
    "'; drop table victims; --", "' or '1'='1", "\\'; drop table victims; --", "$1",
    "$$; drop table victims; $$",
    "\"; drop table victims; --", "E'\\x27'", "\u{02BC} or 1=1", "{\"a\"}", "\\x00", "\\N", "",
  ])
  func `is never a part of the statement`(text: String) throws {
    try withConnection { connection, _ in
      try connection.execute("create table victims (name text)")
      try connection.execute("insert into victims values ($1)", [.text(text)])
      let found = try connection.execute("select name from victims where name = $1", [.text(text)])
      #expect(try found.map { row in try row.read("name", as: String.self) } == [text])
      // Names cannot break out either: the column, the table and the channel are as strange.
      let strange = text.isEmpty ? "x" : text
      try connection.execute(
        "create table \(Connection.quoted(strange)) (\(Connection.quoted(strange)) text)")
      #expect(try connection.copy(into: strange, columns: [strange], rows: [[.text(text)]]) == 1)
      try connection.listen(to: strange)
      #expect(try connection.execute("select 1 from victims").count == 1)
    }
  }

  @Test func `that is read as what it is not is an error and no trap`() throws {
    try withConnection { connection, _ in
      let row = try connection.execute(
        "select 'x' as text, 7 as number, null::int as nothing, true as truth")[0]
      func reason(_ read: () throws -> Void) -> String? { failure(read)?.description }
      #expect(
        reason { _ = try row.read("text", as: Int.self) }
          == "cannot read column text as a whole number: it is of the type with number 25, or out of range")
      #expect(
        reason { _ = try row.read("nothing", as: Int.self) }
          == "cannot read column nothing as a whole number: it is null")
      #expect(
        reason { _ = try row.read("other", as: Int.self) }
          == "cannot read column other: the statement gives no such column")
      #expect(failure { _ = try row.read("number", as: Bool.self) }?.code == .misread)
      #expect(failure { _ = try row.read("number", as: JSON?.self) }?.code == .misread)
      #expect(failure { _ = try row.read("truth", as: Double.self) }?.code == .misread)
      #expect(failure { _ = try row.read("text", as: [UInt8].self) }?.recovery == .permanent)
      #expect(try row.read("number", as: String.self) == "7")
    }
  }

  @Test func `counts as affected when a statement touched its row`() throws {
    try withConnection { connection, _ in
      try connection.execute("create table t (n int)")
      #expect(try connection.execute("insert into t select generate_series(1, 5)").affected == 5)
      #expect(try connection.execute("update t set n = 0 where n > $1", [2]).affected == 3)
      #expect(try connection.execute("delete from t where n = any($1)", [.array([0, 1])]).affected == 4)
      #expect(try connection.execute("select n from t").map { row in try row.read("n", as: Int.self) } == [2])
    }
  }
}
