// Flower, the web page on which users of Celery watch and steer their workers, beside a dispatcher.

import Fixtures
import Testing

@Suite struct `Flower` {
  @Test func `shows workers, tasks and queues on its pages`() throws { try run("flower_pages", "-E") }

  @Test func `hears of tasks once it has asked for it`() throws { try run("flower_turns_events_on") }

  @Test func `grows, shrinks and restarts the pool`() throws { try run("button_pool") }

  @Test func `sets the bounds of autoscaling`() throws { try run("button_autoscale", "--autoscale", "4,1") }

  @Test func `adds and cancels consumers`() throws { try run("button_consumers") }

  @Test func `sets rates`() throws { try run("button_rate_limit") }

  @Test func `sets time limits`() throws { try run("button_timeouts") }

  @Test func `revokes and terminates tasks`() throws { try run("button_revoke") }

  @Test func `shuts a worker down, and shows that it is offline`() throws { try run("button_shutdown") }

  /// Runs one case over a dispatcher with one slot.
  private func run(_ name: String, _ arguments: String...) throws {
    var options = DispatcherOptions(handlers: handlers, concurrency: 1)
    options.arguments = arguments
    try withDispatcher(options) { try client(name, of: $0) }
  }
}
