// docs/migrating-from-celery.md: what it tells to type does what it says.

import Fixtures
import Testing

@Suite struct `The way from Celery and back` {
  @Test(arguments: ["steps", "table"]) func `is made of commands that work`(_ part: String) throws {
    try withDispatcher(DispatcherOptions(handlers: handlers, concurrency: 2)) {
      try client(part, builtProduct("dispatcher"), of: $0)
    }
  }
}
