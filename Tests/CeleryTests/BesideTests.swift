// Dispatchers beside workers of Celery's: what these leave behind, what they share, and the way back to them.

import Fixtures
import Processes
import Testing

@Suite struct `Beside workers of Celery's` {
  @Test func `runs what a killed one had taken, once, in order, when its time is over`() throws {
    try beside("left_behind")
  }

  @Test func `keeps what it runs, and what waits for its time, out of reach of their restoring`() throws {
    try beside("undisturbed")
  }

  @Test func `gives everything back to them, and each task ends once`() throws { try beside("drained_back") }

  @Test func `shares two hundred tasks with one, and each ends once`() throws { try beside("shared_queue") }

  @Test func `is found again by clients and workers after the database was emptied`() throws {
    try beside("bound_again")
  }

  @Test func `serves the queues that a client's routes name, and no others`() throws { try beside("routed") }

  @Test func `shares what is revoked with one that starts, and with one that tells`() throws {
    try beside("mingled")
  }

  @Test func `goes on behind a task that replaced itself, or grew its chord`() throws {
    try beside("replaced")
  }

  @Test func `tells a monitor of each task in order, whoever runs it`() throws { try beside("watched") }

  @Test func `answers while all slots are busy, and while it drains`() throws { try beside("answering") }

  /// Runs a case of celery/beside.py, which starts dispatchers and workers by itself.
  private func beside(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let python = projectFile("build/venv/bin/python")
    try #require(
      exists(python), "there is no Celery: run infra/deps celery", sourceLocation: sourceLocation)
    try withRedis { redis in
      try withTemporaryFolder { folder in
        let address = "redis+socket://\(redis.socket)?virtual_host=0"
        let variables = [
          "BROKER_URL": address, "RESULT_URL": address, "FOLDER": folder, "REDIS_URL": redis.url,
          "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8", "DEVSEO": builtProduct("devseo"),
          "DISPATCHER": builtProduct("dispatcher"), "HANDLERS": projectFile("Tests/CeleryTests/handlers"),
        ]
        let script = projectFile("Tests/CeleryTests/celery/beside.py")
        let ended = try runProgram(python, arguments: [script, name], environment: variables) {
          $0.deadlineSeconds = 120
        }
        #expect(ended.status == .exited(0), "\(ended.errorText)", sourceLocation: sourceLocation)
      }
    }
  }
}
