// Flower, the web page on which users of Celery watch their workers, over a dispatcher with work of every kind.

import Fixtures
import Testing

@Suite struct `Flower` {
  @Test func `shows workers, tasks and queues on its pages`() throws {
    var options = DispatcherOptions(handlers: handlers, concurrency: 1)
    options.arguments = ["-E"]
    try withDispatcher(options) { try client("flower_pages", of: $0) }
  }
}
