// What is done to tasks from outside: taken back, slowed down, sent by others, shared with a worker of Celery's.

import Fixtures
import Processes
import Testing

@Suite struct `A task that was sent by Celery` {
  @Test func `and is revoked before it starts does not run`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers, concurrency: 1)) {
      try client("revoked", of: $0)
    }
  }

  @Test func `and is terminated while it runs leaves no process`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers)) { try client("terminated", of: $0) }
  }

  @Test func `runs no more often than its rate, and holds up nobody`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers, concurrency: 1)) {
      try client("limited", of: $0)
    }
  }

  @Test func `has the follow-ups that it may send as its children`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers, concurrency: 1)) {
      try client("follow_up", of: $0)
    }
  }

  @Test func `runs beside three others when one slot may become four`() throws {
    var options = DispatcherOptions(handlers: handlers, concurrency: 1)
    options.arguments = ["--autoscale", "4,1"]
    try withDispatcher(options) { try client("scaled", of: $0) }
  }

  @Test func `that only a worker of Celery's knows is given back for it`() throws {
    var options = DispatcherOptions(handlers: handlers, concurrency: 1)
    options.arguments = ["--unknown", "give-back"]
    try withDispatcher(options) { try client("shared", of: $0) }
  }
}
