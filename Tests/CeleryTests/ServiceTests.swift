// The service as its users know it: its API's own functions and settings, with a dispatcher and all handlers in the place
// of its workers, over PostgreSQL, a site on this machine, and mails that go to files.

import Fixtures
import Processes
import Testing

@Suite struct `The service` {
  private static let shipped = names(in: projectFile("handlers")).map { "handlers/\($0)" }

  @Test func `notices nothing when dispatchers take the place of its workers`() throws {
    let python = projectFile("build/venv/bin/python")
    try #require(exists(python), "there is no Celery: run infra/deps celery")
    try withPostgres { database in
      let migrated = try runProgram(
        builtProduct("devseo"), arguments: ["migrate"], environment: ["DATABASE_URL": database])
      try #require(migrated.status == .exited(0), "\(migrated.errorText)")
      try withTemporaryFolder { folder in
        try withServer([
          "/": .html("<title>Home</title><a href=/a>A</a><a href=/b>B</a>"), "/a": .html("<title>A</title>"),
          "/b": .html("<title>B</title>"),
        ]) { quick in
          try withServer([
            "/": .html("<title>Home</title><a href=/a>A</a>"), "/a": .raw { $0.waitForClose() },
          ]) { slow in
            let variables = [
              "DATABASE_URL": database, "MAIL_DIR": folder, "APP_URL": "https://app.devseo.example/",
              "UNSUBSCRIBE_KEY": "key", "TASK_TRACK_STARTED": "1",
              "CRAWL_ALLOW_NETWORKS": "\(quick.authority) \(slow.authority)",
            ]
            try withDispatcher(DispatcherOptions(handlers: Self.shipped, variables: variables)) {
              dispatcher in
              let used = try runProgram(
                python,
                arguments: [projectFile("Tests/CeleryTests/service/use.py"), quick.url(), slow.url()],
                environment: [
                  "REDIS_URL": "redis+socket://\(dispatcher.redis.socket)?virtual_host=0",
                  "DATABASE_URL": database, "MAIL_DIR": folder, "PYTHONDONTWRITEBYTECODE": "1",
                  "PYTHONPATH": projectFile("Tests/CeleryTests/service"), "LANG": "C.UTF-8",
                ]
              ) { $0.deadlineSeconds = 120 }
              #expect(used.status == .exited(0), "\(used.errorText)")
            }
          }
        }
      }
    }
  }
}
