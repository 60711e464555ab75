// Celery's schedulers beside a dispatcher: they send as any client does, and nothing has to be changed.

import Fixtures
import Testing

@Suite struct `A schedule of Celery's` {
  @Test(arguments: ["celery_beat", "redbeat"]) func `is kept`(_ scheduler: String) throws {
    try withDispatcher(DispatcherOptions(handlers: handlers, concurrency: 1)) {
      try client(scheduler, of: $0)
    }
  }
}
