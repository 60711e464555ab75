// Celery's tools against a dispatcher: status, inspect, control, events.

import Fixtures
import Testing

@Suite struct `Celery's tools` {
  private func options(_ arguments: String...) -> DispatcherOptions {
    var options = DispatcherOptions(handlers: handlers, concurrency: 1)
    options.arguments = arguments
    return options
  }

  @Test func `inspect sees a dispatcher as one of Celery's workers`() throws {
    try withDispatcher(options()) { try client("inspected", of: $0) }
  }

  @Test func `inspect sees it with a global prefix of keys`() throws {
    var options = options()
    options.variables["GLOBAL_KEYPREFIX"] = "p-"
    try withDispatcher(options) { try client("inspected", of: $0, prefix: "p-") }
  }

  @Test func `control changes rates, queues and slots, and shutdown ends it in order`() throws {
    try withDispatcher(options()) { try client("controlled", of: $0) }
  }

  @Test func `events tell what happens to tasks once they are enabled`() throws {
    try withDispatcher(options()) { try client("monitored", of: $0) }
  }

  @Test func `a database that was emptied is no obstacle to finding it again`() throws {
    try withDispatcher(options("--lease", "4")) { try client("found_again", of: $0) }
  }
}
