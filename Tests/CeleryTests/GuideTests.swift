// docs/migrating-from-celery.md: what it tells to type does what it says.

import Fixtures
import Testing

@Suite struct `The way from Celery and back` {
  @Test func `is made of commands that work`() throws {
    try withDispatcher(DispatcherOptions(handlers: handlers, concurrency: 2)) {
      try client("guided", builtProduct("dispatcher"), of: $0)
    }
  }
}
