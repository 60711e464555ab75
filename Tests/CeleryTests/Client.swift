// Celery's own client as a program: one case of celery/client.py against a dispatcher.

import Fixtures
import Processes
import Testing

/// The handlers of the project and of these tests.
let handlers =
  ["crawl-handler", "hello-handler", "noop-handler"].map { "handlers/\($0)" }
  + names(in: projectFile("Tests/CeleryTests/handlers")).map { "Tests/CeleryTests/handlers/\($0)" }

/// Runs one case of the client; records an issue unless all was as it is with Celery.
///
/// - Parameters:
///   - name: The function of celery/client.py.
///   - arguments: Its arguments.
///   - dispatcher: Whom to send to.
///   - prefix: Celery's `global_keyprefix`.
///   - sourceLocation: The line of the test.
/// - Returns: What it printed.
/// - Throws: ``Overdue`` when it does not end, or when there is no Celery.
@discardableResult func client(
  _ name: String, _ arguments: String..., of dispatcher: RunningDispatcher, prefix: String? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> Ended {
  let python = projectFile("build/venv/bin/python")
  try #require(exists(python), "there is no Celery: run infra/deps celery", sourceLocation: sourceLocation)
  func url(_ database: Int) -> String {
    "redis+socket://\(dispatcher.redis.socket)?virtual_host=\(database)"
  }
  var variables = [
    "BROKER_URL": url(dispatcher.database), "RESULT_URL": url(dispatcher.resultDatabase),
    "FOLDER": dispatcher.folder,
    "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8", "DEVSEO": builtProduct("devseo"),
    "REDIS_URL": dispatcher.redis.url(database: dispatcher.database),
  ]
  variables["GLOBAL_KEYPREFIX"] = prefix
  let script = projectFile("Tests/CeleryTests/celery/client.py")
  let ended = try runProgram(python, arguments: [script, name] + arguments, environment: variables) {
    $0.deadlineSeconds = 90
  }
  #expect(ended.status == .exited(0), "\(ended.errorText)", sourceLocation: sourceLocation)
  return ended
}
