// DATABASE_URL in all the forms that users of libpq and of SQLAlchemy write it, and what libpq is told.

import Testing

@testable import Postgres

@Suite struct `The address of the database` {
  @Test(arguments: [
    ("postgresql://", ""),
    ("postgres://db", "host=db"),
    ("postgresql://db:5433/seo", "dbname=seo host=db port=5433"),
    ("POSTGRESQL://db/", "host=db"),
    ("postgresql://ann@db/seo", "dbname=seo host=db user=ann"),
    ("postgresql://ann:p%40%2F%3a%25@db/seo", "dbname=seo host=db password=p@/:% user=ann"),
    ("postgresql://ann:p@w:x@db", "host=db password=p@w:x user=ann"),
    ("postgresql://ann:50%@db", "host=db password=50% user=ann"),
    ("postgresql://ann:a+b@db", "host=db password=a+b user=ann"),
    ("postgresql://[::1]:5433/seo", "dbname=seo host=::1 port=5433"),
    ("postgresql://[fe80::1%25eth0]", "host=fe80::1%eth0"),
    ("postgresql:///seo?host=/run/postgresql", "dbname=seo host=/run/postgresql"),
    ("postgresql://ann@/seo?host=%2Frun%2Fpg&port=5433", "dbname=seo host=/run/pg port=5433 user=ann"),
    ("postgresql://%2Frun%2Fpg/seo", "dbname=seo host=/run/pg"),
    ("postgresql://db/my%20seo", "dbname=my seo host=db"),
    ("postgresql+asyncpg://ann:pw@db/seo", "dbname=seo host=db password=pw user=ann"),
    ("postgresql+asyncpg://db/seo?ssl=require", "dbname=seo host=db sslmode=require"),
    ("postgresql+asyncpg://db/seo?ssl=true", "dbname=seo host=db sslmode=require"),
    ("postgresql+asyncpg://db/seo?ssl=disable", "dbname=seo host=db sslmode=disable"),
    ("postgresql+asyncpg://db/seo?ssl=allow", "dbname=seo host=db sslmode=allow"),
    ("postgresql+asyncpg://db/seo?ssl=prefer", "dbname=seo host=db sslmode=prefer"),
    ("postgresql+asyncpg://db/seo?ssl=verify-ca", "dbname=seo host=db sslmode=verify-ca"),
    ("postgresql+asyncpg://db/seo?ssl=verify-full", "dbname=seo host=db sslmode=verify-full"),
    (
      "postgresql+asyncpg://db/seo?prepared_statement_cache_size=0&ssl=require&command_timeout=60&server_settings=x",
      "dbname=seo host=db sslmode=require"
    ),
    (
      "postgresql+psycopg2://db/seo?sslmode=verify-full&sslrootcert=/etc/ca.pem&connect_timeout=3",
      "dbname=seo host=db sslmode=verify-full sslrootcert=/etc/ca.pem"
    ),
    ("postgresql://db/seo?options=-c%20a%3Db+-c+c%3Dd", "dbname=seo host=db options=-c a=b -c c=d"),
    ("postgresql://?user=ann&password=p%26w&dbname=seo", "dbname=seo password=p&w user=ann"),
  ])
  func `is told to libpq by its keywords`(url: String, keywords: String) throws {
    let told = try DatabaseAddress(parsing: url).keywords.sorted { $0.key < $1.key }
    #expect(told.map { "\($0.key)=\($0.value)" }.joined(separator: " ") == keywords)
  }

  @Test(arguments: [
    ("", "it does not begin with postgresql:// or postgres://"),
    ("ann:swordfish@db", "it does not begin with postgresql:// or postgres://"),
    ("mysql://ann:swordfish@db", "it does not begin with postgresql:// or postgres://"),
    ("postgresql:db", "it does not begin with postgresql:// or postgres://"),
    ("postgresql://ann:sword#fish@db", "a # is to be written %23"),
    ("postgresql://db:0", "its port is no number from 1 to 65535"),
    ("postgresql://db:65536", "its port is no number from 1 to 65535"),
    ("postgresql://ann:swordfish/@db", "its port is no number from 1 to 65535"),
    ("postgresql://db?port=+1", "its port is no number from 1 to 65535"),
    ("postgresql://::1", "an IPv6 address is written in brackets"),
    ("postgresql://a,b/seo", "it names several hosts, and one is served"),
    ("postgresql://db/a%00b", "its database is no text"),
    ("postgresql://ann:%FF@db", "its password is no text"),
    (
      "postgresql+asyncpg://db?ssl=swordfish",
      "its sslmode is none of disable, allow, prefer, require, verify-ca and verify-full"
    ),
  ])
  func `is refused without repeating it`(url: String, reason: String) {
    let refusal = failure { _ = try DatabaseAddress(parsing: url) }
    #expect(refusal?.description == "cannot use the URL of the database: \(reason)")
    #expect(refusal?.code == .configuration && refusal?.recovery == .permanent)
  }

  @Test(arguments: [
    ("postgresql://ann:swordfish@[::1]/seo", "postgresql://ann:***@[::1]/seo"),
    ("postgresql+asyncpg://:swordfish@db:5433/seo?ssl=require", "postgresql://:***@db:5433/seo"),
    ("postgresql://ann@/seo?host=/run/pg&password=swordfish", "postgresql://ann:***@/seo?host=/run/pg"),
    ("postgresql:///seo", "postgresql:///seo"),
  ])
  func `shows no password, however it is printed`(url: String, shown: String) throws {
    let address = try DatabaseAddress(parsing: url)
    #expect("\(address)" == shown)
    var dumped = ""
    dump(address, to: &dumped)
    for text in [String(reflecting: address), String(reflecting: [address]), dumped] {
      #expect(!text.contains("swordfish"))
    }
  }
}
