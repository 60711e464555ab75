// The command `celery` as an operator types it: each of its commands that concerns workers.

import Fixtures
import Testing

@Suite struct `Celery's command line` {
  @Test func `status, call, result and list find a dispatcher, its tasks and its queues`() throws {
    try run("status_and_results")
  }

  @Test func `inspect has an answer to each of its commands`() throws { try run("inspect_commands") }

  @Test func `control has its way with each of its commands, to the last`() throws {
    try run("control_commands", "--autoscale", "3,1")
  }

  @Test func `purge empties what waits and nothing else`() throws { try run("purged") }

  @Test func `events prints what happens as it happens`() throws { try run("events_dumped") }

  /// Runs one case over a dispatcher with one slot.
  private func run(_ name: String, _ arguments: String...) throws {
    var options = DispatcherOptions(handlers: handlers, concurrency: 1)
    options.arguments = arguments
    try withDispatcher(options) { try client(name, of: $0) }
  }
}
