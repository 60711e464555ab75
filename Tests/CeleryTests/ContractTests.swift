// What programs rely on without naming it.

import Fixtures
import Testing

@Suite struct `Programs with Celery in them` {
  @Test func `find queues by their bindings, as they publish to an exchange`() throws { try run("bound") }

  @Test func `get numbers back as they sent them, whatever their size`() throws { try run("numbers") }

  @Test func `have results for as long as RESULT_EXPIRES says`() throws {
    try run("short_lived", variables: ["RESULT_EXPIRES": "600"])
  }

  @Test func `revoke tasks by their own client, known or unknown, before they run or while they do`() throws {
    try run("revoked_by_celery")
  }

  @Test func `revoke tasks by their stamps`() throws { try run("revoked_by_stamps") }

  @Test func `are answered by a dispatcher that drains, until its mailbox goes as the last`() throws {
    try run("drained")
  }

  @Test func `find their tools answered in the database of their broker, results being in another`() throws {
    var options = DispatcherOptions(handlers: handlers, concurrency: 1, resultDatabase: 5)
    options.database = 2
    try withDispatcher(options) { try client("inspected", of: $0) }
  }

  @Test func `greet a dispatcher when a worker of theirs starts, and learn what is revoked`() throws {
    try run("mingled")
  }

  /// Runs one case over a dispatcher with one slot.
  private func run(_ name: String, variables: [String: String] = [:]) throws {
    try withDispatcher(DispatcherOptions(handlers: handlers, concurrency: 1, variables: variables)) {
      try client(name, of: $0)
    }
  }
}
