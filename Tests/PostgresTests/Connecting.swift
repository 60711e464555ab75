// What the tests of the database share: connections to a database of their own, threads, and dice.

import Fixtures
import Glibc
import Synchronization

@testable import Postgres

/// Runs `body` with a connection to an empty database, and a function that makes further ones.
func withConnection<Result>(
  _ body: (Connection, (ConnectionOptions) throws -> Connection) throws -> Result
) throws -> Result {
  try withPostgres { url in
    let address = try DatabaseAddress(parsing: url)
    return try body(try Connection(to: address)) { try Connection(to: address, $0) }
  }
}

/// The error that a closure ends with; nil: it ends well.
func failure<Value>(_ body: () throws -> Value) -> PostgresError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? PostgresError
  }
}

/// Work on a thread of its own.
final class Alongside<Value: Sendable> {
  private let outcome: Outcome
  private let thread: pthread_t

  init(_ work: @escaping @Sendable () throws -> Value) {
    let outcome = Outcome()
    let box = Unmanaged.passRetained(Work { outcome.store(Swift.Result { try work() }) })
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        context.map { Unmanaged<Work>.fromOpaque($0).takeRetainedValue() }?.run()
        return nil
      }, box.toOpaque())
    precondition(code == 0, "cannot start a thread: error \(code)")
    self.outcome = outcome
    self.thread = thread
  }

  /// Waits for its end, and gives what came out of it.
  func value() throws -> Value {
    pthread_join(thread, nil)
    return try outcome.taken()
  }

  private final class Outcome: Sendable {
    private let result = Mutex<Swift.Result<Value, any Error>?>(nil)

    func store(_ value: Swift.Result<Value, any Error>) { result.withLock { $0 = value } }

    func taken() throws -> Value {
      guard let result = result.withLock({ $0 }) else { throw Overdue(sql: "a thread's work") }
      return try result.get()
    }
  }
}

private final class Work: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Waits until a query has found what it looks for; `here` are the connections to its own database.
func wait(on connection: Connection, until sql: String) throws {
  let here = "with here as (select * from pg_stat_activity where datname = current_database())"
  for _ in 0..<2_000 {
    if try connection.execute("\(here) select (\(sql)) as is_true")[0].read("is_true", as: Bool.self) {
      return
    }
    poll(nil, 0, 5)
  }
  throw Overdue(sql: sql)
}

struct Overdue: Error { let sql: String }

/// Steele, Lea and Flood's SplitMix64: random numbers that are the same for the same seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// Bytes as a hostile page has them: any, with those that mean something more often than others.
  mutating func hostileBytes(upTo count: Int) -> [UInt8] {
    let meant = Array("\\\t\n\r\0'\"{},$N.%\u{7F}é漢🦊".utf8)
    return (0..<Int(next() % UInt64(count + 1))).map { _ in
      next().isMultiple(of: 2) ? meant[Int(next() % UInt64(meant.count))] : UInt8(truncatingIfNeeded: next())
    }
  }
}
