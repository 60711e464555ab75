// What is done to tasks from outside: taken back, slowed down, sent by others, shared with a worker of Celery's.

import Fixtures
import Processes
import Testing

@Suite struct `Operations on tasks of Celery's` {
  @Test func `revoke keeps a task from running that has not begun`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers, concurrency: 1)) {
      try client("revoked", of: $0)
    }
  }

  @Test func `terminate ends a task that runs, and leaves no process`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers)) { try client("terminated", of: $0) }
  }

  @Test func `rate limits are kept, and hold up nobody`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers, concurrency: 1)) {
      try client("limited", of: $0)
    }
  }

  @Test func `follow-ups are children of the task that sent them`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers, concurrency: 1)) {
      try client("follow_up", of: $0)
    }
  }

  @Test func `autoscaling runs four tasks at a time where one slot may become four`() throws {
    var options = DispatcherOptions(handlers: handlers, concurrency: 1)
    options.arguments = ["--autoscale", "4,1"]
    try withDispatcher(options) { try client("scaled", of: $0) }
  }

  @Test func `a queue shared with a worker of Celery's gives it what only it knows`() throws {
    var options = DispatcherOptions(handlers: handlers, concurrency: 1)
    options.arguments = ["--unknown", "give-back"]
    try withDispatcher(options) { try client("shared", of: $0) }
  }
}
