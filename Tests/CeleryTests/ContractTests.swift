// What programs rely on without naming it.

import Fixtures
import Testing

@Suite struct `What programs with Celery in them rely on` {
  @Test func `queue bindings lead what is published to an exchange to its queue`() throws { try run("bound") }

  @Test func `numbers come back as they were sent, whatever their size`() throws { try run("numbers") }

  @Test func `result_expires is how long results are kept`() throws {
    try run("short_lived", variables: ["RESULT_EXPIRES": "600"])
  }

  @Test
  func `revoke by Celery's own client holds for known and unknown ids, before they run and while they do`()
    throws
  {
    try run("revoked_by_celery")
  }

  @Test func `revoke by stamps takes back what comes with one`() throws { try run("revoked_by_stamps") }

  @Test func `graceful shutdown answers and terminates to its end, and loses nothing`() throws {
    try run("drained")
  }

  @Test func `channels carry the number of the broker's database, whatever that of results`() throws {
    var options = DispatcherOptions(handlers: handlers, concurrency: 1, resultDatabase: 5)
    options.database = 2
    try withDispatcher(options) { try client("inspected", of: $0) }
  }

  @Test func `mingle tells a worker of Celery's that starts what is revoked`() throws {
    try run("mingled")
  }

  /// Runs one case over a dispatcher with one slot.
  private func run(_ name: String, variables: [String: String] = [:]) throws {
    try withDispatcher(DispatcherOptions(handlers: handlers, concurrency: 1, variables: variables)) {
      try client(name, of: $0)
    }
  }
}
